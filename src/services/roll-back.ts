/** Carries out the rollback of one function as planned. */
import { digestHex, shortDigest } from '../domain/digest.js';
import type { AliasName, FunctionName, VersionNumber } from '../domain/function-spec.js';
import { type ObservedAlias, settlementOf } from '../domain/function-state.js';
import { imageUri, repositoryUriOf } from '../domain/image-reference.js';
import { parseAliasNote, renderAliasNote } from '../domain/release-note.js';
import { withoutShiftNote } from '../domain/shift-note.js';
import { AppError } from '../errors/app-error.js';
import { awaitFunction } from './await-function.js';
import type { DeployDeps } from './deploy-deps.js';
import type { PlannedRollback } from './plan-rollback.js';

export interface RolledBack {
  readonly name: string;
  readonly arn: string;
  readonly action: 'rolled back' | 'unchanged';
  readonly method: 'alias' | 'code' | 'none';
  readonly alias: string | null;
  readonly from: { version: string | null; digest: string };
  readonly to: { version: string | null; digest: string };
  /** Paths of the settings of `$LATEST` that were not taken back. */
  readonly notRolledBack: readonly string[];
}

/** Repeatable: killed half-way, the same command ends in the same state. @throws FUNCTION_FAILED, WAIT_TIMEOUT, FUNCTION_CHANGED_MEANWHILE, … */
export async function rollBack(
  { plan, history }: PlannedRollback,
  deps: DeployDeps,
  waitTimeout: number,
  progress: (text: string) => void,
  signal: AbortSignal,
): Promise<RolledBack> {
  const name = plan.name as FunctionName;
  const wait = { name, deadline: deps.clock.now() + waitTimeout, onState: progress };
  let { version } = plan.to;
  // A rollback that was killed may have left its update under way: only its end makes it true.
  if (plan.method === 'none' && settlementOf(history.latest).kind === 'busy')
    await awaitFunction({ ...wait, evenFailed: true }, deps, signal);
  if (plan.method === 'code') version = await updateCode(plan, history, deps, wait, signal);
  if (plan.method !== 'none' && plan.alias !== null && version !== null) {
    await requireActive(name, version, deps, wait, signal);
    const pointer = history.aliases.find((alias) => alias.name === plan.alias);
    const description = noteOf(plan.from.version, version, pointer);
    await deps.functions.updateAlias(name, plan.alias as AliasName, {
      version: version as VersionNumber,
      ...description,
      ...(pointer && { revisionId: pointer.revisionId }),
    });
    deps.effects.did(
      `pointed alias ${plan.alias} of ${name} to version ${version} (${shortDigest(plan.to.digest)})`,
    );
  }
  return {
    name,
    arn: history.latest.arn,
    action: plan.method === 'none' ? 'unchanged' : 'rolled back',
    method: plan.method,
    alias: plan.alias,
    from: { ...plan.from },
    to: { ...plan.to, version },
    notRolledBack: plan.kept.map(({ path }) => path),
  };
}

/** An alias that only ends its shift remembers what it did before that. */
function noteOf(
  from: string | null,
  to: string,
  pointer: ObservedAlias | undefined,
): { description?: string } {
  if (from === to && pointer) return { description: withoutShiftNote(pointer.description) };
  const described = withoutShiftNote(pointer?.description ?? '');
  const ours = described === '' || parseAliasNote(described) !== undefined;
  return from === null || !ours ? {} : { description: renderAliasNote(from) };
}

type Wait = Omit<Parameters<typeof awaitFunction>[0], 'qualifier'>;

/** `$LATEST` gets the old image, and its settings where asked; the result is the version published of it. */
async function updateCode(
  plan: PlannedRollback['plan'],
  { latest, repository }: PlannedRollback['history'],
  deps: DeployDeps,
  wait: Wait,
  signal: AbortSignal,
): Promise<string> {
  const { functions, effects } = deps;
  const name = wait.name;
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
