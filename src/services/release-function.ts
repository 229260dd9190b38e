/** Makes one function run a digest with the settings asked for: create or update, wait, publish a version, point the aliases. */
import { type AliasPlan, type FunctionView, planFunction } from '../domain/deploy-plan.js';
import { type Digest, digestHex, shortDigest } from '../domain/digest.js';
import type { ObservedFunction } from '../domain/function-state.js';
import { AppError } from '../errors/app-error.js';
import { awaitFunction } from './await-function.js';
import type { DeployDeps } from './deploy-deps.js';
import { ensureRole } from './ensure-role.js';
import { observeFunction } from './observe.js';
import { publishRelease } from './publish-release.js';
import type { PointedAlias, ReleaseContext, ReleasedFunction, ReleaseTask } from './release-context.js';
import { updateFunction } from './update-function.js';
import { withRoleRetry } from './with-role-retry.js';

/**
 * Idempotent: no call that changes anything when the function already runs this digest with these settings. When somebody
 * else deploys in between, it looks and plans again once. @throws FUNCTION_CHANGED_MEANWHILE, FUNCTION_FAILED, WAIT_TIMEOUT, …
 */
export async function releaseFunction(
  task: ReleaseTask,
  deps: DeployDeps,
  progress: (text: string) => void,
  signal: AbortSignal,
): Promise<ReleasedFunction> {
  const { spec } = task.target;
  let waited = 0;
  const deadline = deps.clock.now() + task.waitTimeout;
  const settle = async (qualifier?: string): Promise<ObservedFunction> => {
    const started = deps.clock.now();
    const observed = await awaitFunction(
      { name: spec.name, deadline, onState: progress, ...(qualifier !== undefined && { qualifier }) },
      deps,
      signal,
    );
    waited += deps.clock.now() - started;
    return observed;
  };
  const context: ReleaseContext = { deps, signal, settle, progress };
  try {
    return { ...(await release(task, context)), waited };
  } catch (error) {
    if (!isForeignChange(error)) throw error;
    progress('changed by somebody else; looking again');
    await settle();
    const view = await observeFunction(spec.name, spec.aliases, deps.functions);
    return { ...(await release({ ...task, view }, context)), waited };
  }
}

function isForeignChange(error: unknown): boolean {
  return (
    error instanceof AppError &&
    (error.code === 'FUNCTION_CHANGED_MEANWHILE' || error.code === 'FUNCTION_BUSY')
  );
}

async function release(
  task: ReleaseTask,
  context: ReleaseContext,
): Promise<Omit<ReleasedFunction, 'waited'>> {
  const { target, view } = task;
  const plan = planFunction(target, view);
  const latest = view
    ? await updateFunction(plan, view.latest, task, context)
    : await createFunction(task, context);
  requireDigest(latest, target.digest);
  const published = plan.publish
    ? await publishRelease(target.spec, latest, plan.aliases, context)
    : keptRelease(plan.aliases, view);
  return {
    name: target.spec.name,
    arn: latest.arn,
    action: plan.action === 'create' ? 'created' : plan.action === 'update' ? 'updated' : 'unchanged',
    version: published.version,
    aliases: published.aliases,
    state: latest.state,
    lastUpdateStatus: latest.lastUpdateStatus ?? 'Successful',
    codeSha256: latest.codeSha256,
  };
}

async function createFunction(
  { target, imageUri }: ReleaseTask,
  { deps, signal, settle, progress }: ReleaseContext,
): Promise<ObservedFunction> {
  const { spec, configuration } = target;
  const role = await ensureRole(target, deps);
  progress('creating');
  await withRoleRetry(
    role,
    () =>
      deps.functions.create({
        name: spec.name,
        imageUri,
        architecture: spec.architecture,
        configuration: { ...configuration, role },
        publish: false,
        ...(spec.tags && { tags: spec.tags }),
      }),
    deps,
    signal,
  );
  deps.effects.did(`created function ${spec.name} (${shortDigest(target.digest)})`);
  return settle();
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
): { version: string | null; aliases: PointedAlias[] } {
  const aliases = plans.flatMap(({ name }) => {
    const alias = view?.aliases[name]?.alias;
    return alias ? [{ name, version: alias.version }] : [];
  });
  return { version: aliases[0]?.version ?? null, aliases };
}
