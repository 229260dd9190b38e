/** Deletes what a destroy plan names, in its order, and waits until all of it is really gone. */
import { AppError } from '../errors/app-error.js';
import { stopIfAborted } from '../errors/stop-if-aborted.js';
import type { DeployDeps } from './deploy-deps.js';
import type { DestroyPlan, Doomed } from './plan-destroy.js';

type ApplyDeps = Pick<DeployDeps, 'functions' | 'attachments' | 'remover' | 'effects' | 'clock'>;

const pause = 250;
/** Pause while something is being created or changed, which takes seconds. */
const busyPause = 1_000;

/**
 * Repeatable. What is being created or changed is waited out first. @throws WAIT_TIMEOUT when something is still there at the
 * deadline, FUNCTION_BUSY when it could not be deleted until then, and what a deletion throws
 */
export async function applyDestroy(
  { doomed }: DestroyPlan,
  deps: ApplyDeps,
  deadline: number,
  progress: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  for (const thing of doomed) {
    stopIfAborted(signal);
    progress(`${thing.kind} ${thing.name}`);
    if (!('begun' in thing && thing.begun)) {
      await removeWhenQuiet(thing, deps, deadline, signal);
      deps.effects.did(`deleted ${thing.kind} ${thing.name}`);
    }
    if (thing.kind === 'function') await awaitGone(thing, deps, deadline, signal);
  }
  // They take half a minute on AWS, all at the same time.
  for (const thing of doomed)
    if (thing.kind === 'event source') await awaitGone(thing, deps, deadline, signal);
}

async function removeWhenQuiet(
  thing: Doomed,
  deps: ApplyDeps,
  deadline: number,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    try {
      return await remove(thing, deps);
    } catch (error) {
      const busy = error instanceof AppError && error.code === 'FUNCTION_BUSY';
      if (!busy || deps.clock.now() >= deadline) throw error;
    }
    await deps.clock.sleep(busyPause, signal);
  }
}

function remove(thing: Doomed, { remover, attachments }: ApplyDeps): Promise<void> {
  switch (thing.kind) {
    case 'event source':
      return attachments.eventSources.delete(thing.uuid, thing.name);
    case 'function':
      return remover.deleteFunction(thing.name);
    case 'role':
      return remover.deleteRole(thing.name);
    case 'log group':
      return remover.deleteLogGroup(thing.name);
    case 'repository':
      return remover.deleteRepository(thing.name, thing.images > 0);
  }
}

/** Lambda deletes in the background: https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html */
async function awaitGone(
  thing: Doomed,
  deps: ApplyDeps,
  deadline: number,
  signal: AbortSignal,
): Promise<void> {
  while (await isThere(thing, deps)) {
    if (deps.clock.now() >= deadline) {
      throw new AppError({
        code: 'WAIT_TIMEOUT',
        message: `The ${thing.kind} ${thing.name} is still being deleted. Lambda goes on with it.`,
        suggestions: ['Run the command again later; it deletes what is left.'],
        details: { kind: thing.kind, name: thing.name },
      });
    }
    await deps.clock.sleep(pause, signal);
  }
}

/** Everything else is gone when its deletion was answered. */
async function isThere(thing: Doomed, { functions, attachments }: ApplyDeps): Promise<boolean> {
  if (thing.kind === 'function') return (await functions.get(thing.name)) !== undefined;
  if (thing.kind === 'event source') return (await attachments.eventSources.get(thing.uuid)) !== undefined;
  return false;
}
