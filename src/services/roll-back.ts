/** Carries out the rollback of one function as planned. */
import { digestHex, shortDigest } from '../domain/digest.js';
import type { FunctionName, VersionNumber } from '../domain/function-spec.js';
import { settlementOf } from '../domain/function-state.js';
import { imageUri, repositoryUriOf } from '../domain/image-reference.js';
import type { AliasRollback } from '../domain/rollback-aliases.js';
import { AppError } from '../errors/app-error.js';
import { awaitFunction } from './await-function.js';
import type { DeployDeps } from './deploy-deps.js';
import { type MovedAlias, moveAliases } from './move-aliases.js';
import type { PlannedRollback } from './plan-rollback.js';
import { protectImage } from './protect-image.js';

export interface RolledBack {
  readonly name: string;
  readonly arn: string;
  readonly action: 'rolled back' | 'unchanged';
  readonly method: 'alias' | 'code' | 'none';
  /** The first alias; null for `$LATEST`. */
  readonly alias: string | null;
  /** `stayed`: it did not run what was taken back. */
  readonly aliases: readonly {
    name: string;
    action: 'moved' | 'unchanged' | 'stayed';
    from: string;
    to: string;
  }[];
  readonly from: { version: string | null; digest: string };
  readonly to: { version: string | null; digest: string };
  /** Paths of the settings of `$LATEST` that were not taken back. */
  readonly notRolledBack: readonly string[];
}

export interface RollbackReport {
  readonly progress: (text: string) => void;
  readonly onMoved: (moved: MovedAlias) => void;
}

/**
 * Repeatable: killed half-way, the same command ends in the same state. `onMoved` is told each alias that was moved.
 * @throws FUNCTION_FAILED, WAIT_TIMEOUT, FUNCTION_CHANGED_MEANWHILE, …
 */
export async function rollBack(
  { plan, history }: PlannedRollback,
  deps: DeployDeps,
  waitTimeout: number,
  { progress, onMoved }: RollbackReport,
  signal: AbortSignal,
): Promise<RolledBack> {
  const name = plan.name as FunctionName;
  const wait = { name, deadline: deps.clock.now() + waitTimeout, onState: progress };
  let { version } = plan.to;
  // A rollback that was killed may have left its update under way: only its end makes it true.
  if (plan.method === 'none' && settlementOf(history.latest).kind === 'busy')
    await awaitFunction({ ...wait, evenFailed: true }, deps, signal);
  if (plan.method === 'code') version = await updateCode(plan, history, deps, wait, signal);
  if (plan.aliases.some(({ action }) => action === 'move') && version !== null) {
    await requireActive(name, version, deps, wait, signal);
    const to = { version: version as VersionNumber, digest: plan.to.digest };
    await moveAliases({ name, to, aliases: plan.aliases, pointers: history.aliases }, deps, onMoved);
  }
  return {
    name,
    arn: history.latest.arn,
    action: plan.method === 'none' ? 'unchanged' : 'rolled back',
    method: plan.method,
    alias: plan.alias,
    aliases: plan.aliases.map((alias) => rolledAlias(alias, version)),
    from: { ...plan.from },
    to: { ...plan.to, version },
    notRolledBack: plan.kept.map(({ path }) => path),
  };
}

function rolledAlias(
  { name, action, from }: AliasRollback,
  version: string | null,
): RolledBack['aliases'][number] {
  const outcome = ({ move: 'moved', none: 'unchanged', stay: 'stayed' } as const)[action];
  return {
    name,
    action: outcome,
    from: from.version,
    to: action === 'move' ? (version ?? '') : from.version,
  };
}

type Wait = Omit<Parameters<typeof awaitFunction>[0], 'qualifier'>;

/** `$LATEST` gets the old image, and its settings where asked; the result is the version published of it. */
async function updateCode(
  plan: PlannedRollback['plan'],
  { latest, repository, images }: PlannedRollback['history'],
  deps: DeployDeps,
  wait: Wait,
  signal: AbortSignal,
): Promise<string> {
  const { functions, effects } = deps;
  const name = wait.name;
  if (repository) await protectImage(plan.to.digest, images, repositoryUriOf(repository), deps);
  let now = await awaitFunction({ ...wait, evenFailed: true }, deps, signal);
  if (now.codeSha256 !== digestHex(plan.to.digest) && repository) {
    const uri = imageUri(repositoryUriOf(repository), plan.to.digest);
    await functions.updateCode(name, {
      imageUri: uri,
      architecture: latest.architecture,
      revisionId: now.revisionId,
    });
    effects.did(`updated the code of ${name} to ${shortDigest(plan.to.digest)}`);
    now = await awaitFunction(wait, deps, signal);
  }
  if (Object.keys(plan.update).length > 0) {
    await functions.updateConfiguration(name, plan.update, now.revisionId);
    effects.did(`took back the configuration of ${name} (${Object.keys(plan.update).join(', ')})`);
    now = await awaitFunction(wait, deps, signal);
  }
  const published = await functions.publishVersion(name, {
    codeSha256: now.codeSha256,
    revisionId: now.revisionId,
  });
  effects.did(`published version ${published.version} of ${name}`);
  return published.version;
}

/** A version is pointed to only once it is usable itself. */
async function requireActive(
  name: FunctionName,
  version: string,
  deps: DeployDeps,
  wait: Wait,
  signal: AbortSignal,
): Promise<void> {
  const found = await awaitFunction({ ...wait, qualifier: version }, deps, signal);
  if (found.state !== 'Inactive' || found.stateReasonCode === 'Idle') return;
  throw new AppError({
    code: 'NO_ROLLBACK_TARGET',
    message: `Version ${version} of ${name} cannot be used: ${found.stateReasonCode ?? found.state}: ${found.stateReason ?? ''} The alias was not moved.`,
    suggestions: [`See what else there is: lading history ${name}`],
    details: { function: name, version },
  });
}
