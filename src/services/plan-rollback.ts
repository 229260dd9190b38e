/** Looks what a rollback of one function would do, and refuses before anything is changed when its image cannot be used. */
import type { AliasName, FunctionName } from '../domain/function-spec.js';
import { inactiveWarning } from '../domain/inactive-warning.js';
import { once } from '../domain/once.js';
import { listReleases } from '../domain/release.js';
import { noTarget } from '../domain/rollback-choices.js';
import { planRollback, type RollbackPlan } from '../domain/rollback-plan.js';
import { parseRollbackTarget } from '../domain/rollback-target.js';
import { AppError } from '../errors/app-error.js';
import type { DeployDeps } from './deploy-deps.js';
import { withImages } from './read-history.js';
import { type FunctionVersions, readVersions } from './read-versions.js';
import { resolveRollbackTarget } from './resolve-rollback-target.js';
import { type RollbackSource, requireSource } from './rollback-source.js';

export interface RollbackRequest {
  readonly name: FunctionName;
  /** Aliases that callers may use; those that exist go. */
  readonly aliases: readonly AliasName[];
  /** Somebody named them, so all have to exist. */
  readonly aliasesNamed: boolean;
  /** As written: digest, tag, version or `previous`. */
  readonly to: string;
  readonly withConfiguration: boolean;
}

export interface PlannedRollback {
  readonly plan: RollbackPlan;
  readonly versions: FunctionVersions;
  /** Missing when there is nothing to do. */
  readonly source: RollbackSource | undefined;
  /** What is worth knowing although it goes on. */
  readonly warnings: readonly string[];
}

type RollbackDeps = Pick<DeployDeps, 'functions' | 'releases' | 'catalogue' | 'registry' | 'repositories'>;

/**
 * Reads only: what Lambda knows, then the version to go to, then its image. The repository is listed only for a refusal.
 * @throws FUNCTION_NOT_FOUND, USAGE for an alias that was named and does not exist, PACKAGE_TYPE_ZIP, NO_ROLLBACK_TARGET, IMAGE_IS_INDEX, ARCHITECTURE_MISMATCH
 */
export async function planOneRollback(
  request: RollbackRequest,
  deps: RollbackDeps,
): Promise<PlannedRollback> {
  const { name, withConfiguration } = request;
  const written = parseRollbackTarget(request.to);
  const versions = await readVersions(name, deps);
  if (!versions.repository) throw zipFunction(name);
  const aliases = aliasesOf(request, versions);
  const look = once(() => withImages(versions, deps));
  const target = await resolveRollbackTarget(written, versions, look, deps);
  const releases = listReleases(versions.versions, versions.aliases, undefined);
  const view = { latest: versions.latest, aliases, releases, versions: versions.versions };
  const plan = planRollback(name, target, view, { withConfiguration });
  if ('missing' in plan) throw noTarget(name, plan.missing, (await look()).releases);
  const source = await requireSource(plan, versions, look, deps);
  return { plan, versions, source, warnings: [...asleep(plan, source), ...hidden(request, plan, versions)] };
}

/** A release that nobody called for weeks sleeps, and Lambda lets nobody but a caller wake it. */
function asleep({ name, method, to }: RollbackPlan, source: RollbackSource | undefined): string[] {
  if (method !== 'alias' || source?.state === undefined) return [];
  return inactiveWarning({ name: `${name}:${to.version}`, state: source.state }).map(
    ({ message }) => `${message}; wake it first: lading invoke ${name} --qualifier ${to.version}`,
  );
}

/** Variables whose key refuses to show them can be neither compared nor taken back. */
function hidden(
  { withConfiguration }: RollbackRequest,
  { name, method, to }: RollbackPlan,
  { latest, versions }: FunctionVersions,
): string[] {
  const old = versions.find(({ version }) => version === to.version);
  const reason = old?.environmentError ?? latest.environmentError;
  if (!withConfiguration || method !== 'code' || reason === undefined) return [];
  return [`The variables of ${name} stay as they are now, because Lambda could not show them: ${reason}`];
}

function aliasesOf({ name, aliases, aliasesNamed }: RollbackRequest, versions: FunctionVersions) {
  const found = aliases.flatMap((wanted) => versions.aliases.find((alias) => alias.name === wanted) ?? []);
  const someLack = aliasesNamed && found.length < aliases.length;
  // Without an alias it would be the code of `$LATEST` that goes back, which nobody asked for where callers have aliases.
  const allLack = aliases.length > 0 && found.length === 0 && versions.aliases.length > 0;
  if (!someLack && !allLack) return found;
  const known = versions.aliases.map((alias) => alias.name);
  const missing = aliases.filter((alias) => !known.includes(alias));
  throw new AppError({
    code: 'USAGE',
    message: `Function ${name} has no alias ${missing.join(', ')}; it has ${known.join(', ') || 'none'}. Nothing was changed.`,
    suggestions: [
      ...known.slice(0, 1).map((alias) => `Say which goes back: --alias ${alias}`),
      `See how it stands: lading status ${name}`,
    ],
    details: { function: name, missing, aliases: known },
  });
}

function zipFunction(name: string): AppError {
  return new AppError({
    code: 'PACKAGE_TYPE_ZIP',
    message: `Function ${name} has package type Zip; lading rolls back image functions. Nothing was changed.`,
    details: { function: name, packageType: 'Zip' },
  });
}
