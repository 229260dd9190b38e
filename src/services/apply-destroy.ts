/** Deletes what a destroy plan names, in its order, and waits until functions are really gone. */
import type { FunctionName } from '../domain/function-spec.js';
import { AppError } from '../errors/app-error.js';
import { stopIfAborted } from '../errors/stop-if-aborted.js';
import type { DeployDeps } from './deploy-deps.js';
import type { DestroyPlan, Doomed } from './plan-destroy.js';

type ApplyDeps = Pick<DeployDeps, 'functions' | 'attachments' | 'remover' | 'effects' | 'clock'>;

const pause = 250;

/** Repeatable. @throws WAIT_TIMEOUT when a function is still there at the deadline, and what a deletion throws */
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
    await remove(thing, deps);
    deps.effects.did(`deleted ${thing.kind} ${thing.name}`);
    if (thing.kind === 'function') await awaitGone(thing.name, deps, deadline, signal);
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
  name: FunctionName,
  { functions, clock }: ApplyDeps,
  deadline: number,
  signal: AbortSignal,
): Promise<void> {
  while (await functions.get(name)) {
    if (clock.now() >= deadline) {
      throw new AppError({
        code: 'WAIT_TIMEOUT',
        message: `Function ${name} is still being deleted. Lambda goes on with it.`,
        suggestions: ['Run the command again later; it deletes what is left.'],
        details: { function: name },
      });
    }
    await clock.sleep(pause, signal);
  }
}
