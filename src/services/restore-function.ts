/** Takes one function back to what it ran before this deploy: aliases first, then code and configuration of `$LATEST`. */
import { type FunctionView, planFunction } from '../domain/deploy-plan.js';
import { type Digest, shortDigest } from '../domain/digest.js';
import type { AliasName, FunctionSpec, VersionNumber } from '../domain/function-spec.js';
import type { ImageUri } from '../domain/image-reference.js';
import { awaitFunction } from './await-function.js';
import type { DeployDeps } from './deploy-deps.js';
import { observeFunction } from './observe-target.js';
import { updateFunction } from './update-function.js';

export interface RestoreTask {
  readonly spec: FunctionSpec;
  /** As observed before anything was changed. */
  readonly before: FunctionView;
  /** Milliseconds. */
  readonly waitTimeout: number;
}

/** `false` when it is as it was already. Published versions stay; settings outside of code and configuration stay. */
export async function restoreFunction(
  { spec, before, waitTimeout }: RestoreTask,
  deps: DeployDeps,
  progress: (text: string) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const now = await observeFunction(spec.name, spec.aliases, deps.functions);
  if (!now) return false;
  const moved = await restoreAliases(spec, before, now, deps);
  const digest = `sha256:${before.latest.codeSha256}` as Digest;
  const { imageUri, resolvedImageUri, architecture, environmentError } = before.latest;
  const { environment, ...settings } = before.latest.configuration;
  // Variables that Lambda could not show are not known, so that those of now stay.
  const configuration = { ...settings, ...(environmentError === undefined && { environment }) };
  const target = {
    spec: {
      ...spec,
      architecture,
      publish: false,
      aliases: [],
      environmentMode: 'replace' as const,
      attachments: {},
    },
    configuration,
    createRole: false,
    digest,
  };
  const plan = planFunction(target, { latest: now.latest, aliases: {} });
  if (plan.action === 'none') return moved;
  progress(`back to ${shortDigest(digest)}`);
  const deadline = deps.clock.now() + waitTimeout;
  const wait = { name: spec.name, deadline, onState: progress };
  await updateFunction(
    plan,
    now.latest,
    {
      target,
      imageUri: (resolvedImageUri ?? imageUri ?? '') as ImageUri,
      view: now,
      attachments: {},
      waitTimeout,
      note: async () => '',
    },
    {
      note: async () => '',
      deps,
      signal,
      deadline,
      progress,
      settle: () => awaitFunction(wait, deps, signal),
      idle: () => awaitFunction({ ...wait, evenFailed: true }, deps, signal),
    },
  );
  return true;
}

/** An alias that did not exist before is left: nothing called it. */
async function restoreAliases(
  spec: FunctionSpec,
  before: FunctionView,
  now: FunctionView,
  { functions, effects }: DeployDeps,
): Promise<boolean> {
  let moved = false;
  for (const name of spec.aliases) {
    const old = before.aliases[name]?.alias;
    const current = now.aliases[name]?.alias;
    if (!old || !current || old.version === current.version) continue;
    const version = old.version as VersionNumber;
    const { weights, description } = old;
    await functions.updateAlias(spec.name, name as AliasName, {
      version,
      weights: { ...weights },
      description,
    });
    effects.did(`pointed alias ${name} of ${spec.name} back to version ${version}`);
    moved = true;
  }
  return moved;
}
