/** Carries out the rollback of one function as planned. */
import type { FunctionName, VersionNumber } from '../domain/function-spec.js';
import { settlementOf } from '../domain/function-state.js';
import type { AliasRollback } from '../domain/rollback-aliases.js';
import { AppError } from '../errors/app-error.js';
import { awaitFunction } from './await-function.js';
import type { DeployDeps } from './deploy-deps.js';
import { type MovedAlias, moveAliases } from './move-aliases.js';
import type { PlannedRollback } from './plan-rollback.js';
import { type CodeWait, rollBackCode } from './roll-back-code.js';

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
  /** With `previous`: a rollback left version `from` before, so this one went no further; `further` is the release before the present one. */
  readonly alreadyBack: { from: string; further: string | null } | null;
  /** Paths of the settings of `$LATEST` that were not taken back. */
  readonly notRolledBack: readonly string[];
  readonly warnings: readonly string[];
}

export interface RollbackTask {
  /** Milliseconds for the waits. */
  readonly waitTimeout: number;
  /** The version of lading, for the release that a rollback of code publishes. */
  readonly lading: string;
  readonly progress: (text: string) => void;
  /** Told each alias that was moved. */
  readonly onMoved: (moved: MovedAlias) => void;
}

/**
 * Repeatable: killed half-way, the same command ends in the same state.
 * @throws FUNCTION_FAILED, WAIT_TIMEOUT, FUNCTION_CHANGED_MEANWHILE, …
 */
export async function rollBack(
  planned: PlannedRollback,
  { waitTimeout, lading, progress, onMoved }: RollbackTask,
  deps: DeployDeps,
  signal: AbortSignal,
): Promise<RolledBack> {
  const { plan, versions, source, warnings } = planned;
  const name = plan.name as FunctionName;
  const wait = { name, deadline: deps.clock.now() + waitTimeout, onState: progress };
  let { version } = plan.to;
  // A rollback that was killed may have left its update under way: only its end makes it true.
  if (plan.method === 'none' && settlementOf(versions.latest).kind === 'busy')
    await awaitFunction({ ...wait, evenFailed: true }, deps, signal);
  if (plan.method === 'code' && source)
    version = await rollBackCode({ plan, source, versions, lading }, wait, deps, signal);
  if (plan.aliases.some(({ action }) => action === 'move') && version !== null) {
    const seen = plan.method === 'alias' && /^(?:Active|Inactive)$/.test(source?.state ?? '');
    if (!seen) await requireActive(name, version, deps, wait, signal);
    const to = { version: version as VersionNumber, digest: plan.to.digest };
    await moveAliases({ name, to, aliases: plan.aliases, pointers: versions.aliases }, deps, onMoved);
  }
  return {
    name,
    arn: versions.latest.arn,
    action: plan.method === 'none' ? 'unchanged' : 'rolled back',
    method: plan.method,
    alias: plan.alias,
    aliases: plan.aliases.map((alias) => rolledAlias(alias, version)),
    from: { ...plan.from },
    to: { ...plan.to, version },
    alreadyBack: plan.alreadyBack,
    notRolledBack: plan.kept.map(({ path }) => path),
    warnings,
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

/** A version is pointed to only once it is usable itself. */
async function requireActive(
  name: FunctionName,
  version: string,
  deps: DeployDeps,
  wait: CodeWait,
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
