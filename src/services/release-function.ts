/** Makes one function run a digest with the settings asked for: create or update, wait, publish a version, point the aliases. */

import type { AliasPlan } from '../domain/alias-plan.js';
import { tagsToSet } from '../domain/attachments/tags.js';
import {
  type FunctionPlan,
  type FunctionTarget,
  type FunctionView,
  planFunction,
} from '../domain/deploy-plan.js';
import { type Digest, digestHex, shortDigest } from '../domain/digest.js';
import type { ObservedFunction } from '../domain/function-state.js';
import { AppError } from '../errors/app-error.js';
import { stopIfAborted } from '../errors/stop-if-aborted.js';
import { applyAttachments } from './attachments/attachments.js';
import { type AwaitRequest, awaitFunction } from './await-function.js';
import type { DeployDeps } from './deploy-deps.js';
import { observeTarget } from './observe-target.js';
import type { Progress } from './progress.js';
import { publishRelease } from './publish-release.js';
import type { PointedAlias, ReleaseContext, ReleasedFunction, ReleaseTask } from './release-context.js';
import { requireShiftable } from './shift/require-shiftable.js';
import { updateFunction } from './update-function.js';
import { withRoleRetry } from './with-role-retry.js';

/** Pause after a conflict that shows in no state. */
const conflictPause = 1_000;

/**
 * Idempotent: no call that changes anything when the function already runs this digest with these settings. When somebody
 * else deploys in between, it looks and plans again once; their updates in progress are waited out until the deadline.
 * @throws FUNCTION_CHANGED_MEANWHILE, FUNCTION_BUSY, FUNCTION_FAILED, WAIT_TIMEOUT, ROLE_UNUSABLE, DIGEST_MISMATCH, …
 */
export async function releaseFunction(
  task: ReleaseTask,
  deps: DeployDeps,
  progress: Progress,
  signal: AbortSignal,
): Promise<ReleasedFunction> {
  const deadline = deps.clock.now() + task.waitTimeout;
  const waits = startWaits(task, deadline, deps, progress, signal);
  const context: ReleaseContext = { note: task.note, deps, signal, deadline, progress, ...waits };
  const { target } = task;
  let { view, attachments } = task;
  let plan = planFunction(target, view, attachments);
  for (let changes = 0; ; ) {
    try {
      stopIfAborted(signal);
      const released = await release(plan, { ...task, target, view, attachments }, context);
      return { ...released, waited: released.waited + waits.waited() };
    } catch (error) {
      if (!isForeignChange(error) || deps.clock.now() >= deadline) throw error;
      if (error.code === 'FUNCTION_CHANGED_MEANWHILE' && ++changes > 1) throw error;
      progress('changed by somebody else; looking again');
      if (error.code === 'FUNCTION_BUSY') await deps.clock.sleep(conflictPause, signal);
      await waits.idle();
      ({ view, attachments } = await observeTarget(target.spec, deps));
      plan = resumed(planFunction(target, view, attachments), plan);
    }
  }
}

/** What was begun is still to be finished and told, also when the new look finds its first half done. */
function resumed(plan: FunctionPlan, begun: FunctionPlan): FunctionPlan {
  const action = plan.action === 'none' ? begun.action : plan.action;
  return { ...plan, action, publish: plan.publish || begun.publish };
}

function isForeignChange(error: unknown): error is AppError {
  return (
    error instanceof AppError &&
    (error.code === 'FUNCTION_CHANGED_MEANWHILE' || error.code === 'FUNCTION_BUSY')
  );
}

/** All waits of one function: they share a deadline, and their time is added up. */
function startWaits(
  { target: { spec } }: ReleaseTask,
  deadline: number,
  deps: DeployDeps,
  progress: (text: string) => void,
  signal: AbortSignal,
): Pick<ReleaseContext, 'settle' | 'idle'> & { waited: () => number } {
  let waited = 0;
  const wait = async (options: Pick<AwaitRequest, 'qualifier' | 'evenFailed'>): Promise<ObservedFunction> => {
    const started = deps.clock.now();
    const request = { name: spec.name, deadline, onState: progress, ...options };
    const observed = await awaitFunction(request, deps, signal);
    waited += deps.clock.now() - started;
    return observed;
  };
  return {
    settle: (qualifier) => wait(qualifier === undefined ? {} : { qualifier }),
    idle: () => wait({ evenFailed: true }),
    waited: () => waited,
  };
}

async function release(
  plan: FunctionPlan,
  task: ReleaseTask,
  context: ReleaseContext,
): Promise<ReleasedFunction> {
  const { target, view } = task;
  if (plan.publish) await requireShiftable(target, view, context.deps);
  const latest = view
    ? await updateFunction(plan, view.latest, task, context)
    : await createFunction(task, context);
  requireDigest(latest, target.digest);
  const published = plan.publish
    ? await publishRelease({ spec: target.spec, latest, aliases: plan.aliases, view }, context)
    : keptRelease(plan.aliases, view);
  // A shift takes the time that was asked for, which is not waiting for Lambda.
  const rest = { ...context, deadline: context.deadline + published.shifted };
  await applyAttachments(plan.attachments, { spec: target.spec, latest }, rest);
  return {
    name: target.spec.name,
    arn: latest.arn,
    action: plan.action === 'create' ? 'created' : plan.action === 'update' ? 'updated' : 'unchanged',
    version: published.version,
    aliases: published.aliases,
    state: latest.state,
    lastUpdateStatus: latest.lastUpdateStatus ?? 'Successful',
    codeSha256: latest.codeSha256,
    functionUrl: await addressOf(task, context),
    waited: published.shifted,
  };
}

async function createFunction(
  { target, imageUri }: ReleaseTask,
  context: ReleaseContext,
): Promise<ObservedFunction> {
  const { deps, settle, progress } = context;
  const { spec, configuration } = target;
  const role = requireRole(target);
  progress('creating');
  const request = {
    name: spec.name,
    imageUri,
    architecture: spec.architecture,
    configuration: { ...configuration, role },
    publish: false,
    ...(spec.attachments.tags && { tags: tagsToSet(spec.attachments.tags) }),
  };
  await withRoleRetry(role, () => deps.functions.create(request), deps, context);
  deps.effects.did(`created function ${spec.name} (${shortDigest(target.digest)})`);
  return settle();
}

/** Planning refuses a new function without a role; one that was deleted since comes here. */
function requireRole({ spec, configuration: { role } }: FunctionTarget): string {
  if (role !== undefined) return role;
  throw new AppError({
    code: 'FUNCTION_NOT_FOUND',
    message: `Function ${spec.name} was deleted meanwhile, and nothing says which role to create it with again.`,
    suggestions: ['Name a role: --role auto, or --role ARN.'],
    details: { function: spec.name },
  });
}

/** Lambda resolved the image itself; if that is not the digest it was given, nothing that follows would be true. */
function requireDigest(latest: ObservedFunction, digest: Digest): void {
  if (latest.codeSha256 === digestHex(digest)) return;
  throw new AppError({
    code: 'DIGEST_MISMATCH',
    message: `Function ${latest.name} runs sha256:${latest.codeSha256}, not the ${digest} it was given. No version was published and no alias moved.`,
    suggestions: ['Somebody else deployed at the same time; run the command again when they are done.'],
    details: { function: latest.name, wanted: digest, found: `sha256:${latest.codeSha256}` },
  });
}

function keptRelease(
  plans: readonly AliasPlan[],
  view: FunctionView | undefined,
): { version: string | null; aliases: PointedAlias[]; shifted: number } {
  const aliases = plans.flatMap(({ name }) => {
    const alias = view?.aliases[name]?.alias;
    return alias ? [{ name, version: alias.version }] : [];
  });
  return { version: aliases[0]?.version ?? null, aliases, shifted: 0 };
}

/** Asked for once more only where the URL is new. */
async function addressOf(
  { target: { spec }, attachments }: ReleaseTask,
  { deps }: ReleaseContext,
): Promise<string | null> {
  if (!spec.attachments.functionUrl) return null;
  const known = attachments.functionUrl?.url?.address;
  return known ?? (await deps.attachments.urls.get(spec.name, spec.attachTo))?.address ?? null;
}
