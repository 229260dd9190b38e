/** Looks what a rollback of one function would do, and refuses before anything is changed when its image cannot be used. */
import type { Digest } from '../domain/digest.js';
import { shortDigest } from '../domain/digest.js';
import type { AliasName, FunctionName } from '../domain/function-spec.js';
import { parseTag, repositoryUriOf } from '../domain/image-reference.js';
import {
  noTarget,
  parseRollbackTarget,
  planRollback,
  type RollbackPlan,
  type RollbackTarget,
} from '../domain/rollback-plan.js';
import { AppError } from '../errors/app-error.js';
import { requireSuitable } from './check-image.js';
import type { DeployDeps } from './deploy-deps.js';
import { type History, readHistory } from './read-history.js';
import { resolveReference } from './resolve-reference.js';

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
  readonly history: History;
}

type RollbackDeps = Pick<DeployDeps, 'functions' | 'releases' | 'catalogue' | 'registry' | 'repositories'>;

/** Reads only. @throws FUNCTION_NOT_FOUND, USAGE for an alias that was named and does not exist, PACKAGE_TYPE_ZIP, NO_ROLLBACK_TARGET, IMAGE_IS_INDEX, ARCHITECTURE_MISMATCH */
export async function planOneRollback(
  request: RollbackRequest,
  deps: RollbackDeps,
): Promise<PlannedRollback> {
  const { name, aliases, withConfiguration } = request;
  const history = await readHistory(name, deps);
  const { latest, releases } = history;
  if (!history.repository) throw zipFunction(name);
  const target = await resolveTarget(request.to, name, history, deps);
  const found = aliases.flatMap((wanted) => history.aliases.find((alias) => alias.name === wanted) ?? []);
  if (request.aliasesNamed && found.length < aliases.length) throw noAlias(request, history);
  const configurations = Object.fromEntries(
    history.versions.map((item) => [item.version, item.configuration]),
  );
  const plan = planRollback(
    name,
    target,
    { latest, aliases: found, releases, configurations },
    { withConfiguration },
  );
  await requireImage(plan, history, deps);
  return { plan, history };
}

async function resolveTarget(
  text: string,
  name: string,
  history: History,
  deps: RollbackDeps,
): Promise<RollbackTarget> {
  const target = parseRollbackTarget(text);
  if (target.kind !== 'tag' || !history.repository) return target as RollbackTarget;
  const { credentials } = await deps.repositories.authorize();
  const stored = await deps.registry.readManifest(
    repositoryUriOf(history.repository),
    parseTag(target.tag),
    credentials,
  );
  if (stored) return { kind: 'digest', digest: stored.digest, tag: target.tag };
  const noted = history.releases.find(({ tags }) => tags.includes(target.tag));
  if (noted) return { kind: 'digest', digest: noted.digest, tag: target.tag };
  throw noTarget(name, `image tagged ${target.tag}`, history.releases);
}

/** The image must still be there; where the code is updated, it must also be one image for this function. */
async function requireImage(plan: RollbackPlan, history: History, deps: RollbackDeps): Promise<void> {
  if (plan.method === 'none') return;
  const release = history.releases.find(({ version }) => version === plan.to.version);
  if (release?.imagePresent === false) throw gone(plan.to.digest, history);
  if (plan.method === 'alias' || !history.repository) return;
  const { credentials } = await deps.repositories.authorize();
  const { tag: _tag, ...place } = history.repository;
  const reference = { ...place, digest: plan.to.digest };
  const { architecture } = history.latest;
  const candidate = await resolveReference(reference, architecture, deps.registry, credentials);
  if (candidate.origin.kind === 'stored' && candidate.origin.ofIndex) throw isIndex(plan.to.digest);
  requireSuitable(candidate.facts, { architecture, functions: [] });
}

function gone(digest: Digest, { name, releases }: History): AppError {
  return noTarget(name, `image ${shortDigest(digest)} in the repository any more`, releases);
}

/** Without the alias it would be the code of `$LATEST` that goes back, which nobody asked for. */
function noAlias({ name, aliases }: RollbackRequest, history: History): AppError {
  const known = history.aliases.map((alias) => alias.name);
  const missing = aliases.filter((alias) => !known.includes(alias));
  return new AppError({
    code: 'USAGE',
    message: `Function ${name} has no alias ${missing.join(', ')}; it has ${known.join(', ') || 'none'}. Nothing was changed.`,
    suggestions: [`See how it stands: lading status ${name}`],
    details: { function: name, missing, aliases: known },
  });
}

function isIndex(digest: Digest): AppError {
  return new AppError({
    code: 'IMAGE_IS_INDEX',
    message: `${digest} is an index, and Lambda takes a single image. Nothing was changed.`,
    suggestions: ['Name the digest of the image for the function’s architecture.'],
    details: { digest },
  });
}

function zipFunction(name: string): AppError {
  return new AppError({
    code: 'PACKAGE_TYPE_ZIP',
    message: `Function ${name} has package type Zip; lading rolls back image functions. Nothing was changed.`,
    details: { function: name, packageType: 'Zip' },
  });
}
