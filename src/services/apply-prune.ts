/** Deletes what a prune plan names: versions first, then the images that nothing refers to any more. */
import type { FunctionName, VersionNumber } from '../domain/function-spec.js';
import { isIndexType } from '../domain/image-manifest.js';
import { type FunctionVersionUse, type PrunePlan, planPrune } from '../domain/prune-plan.js';
import type { CataloguedImage } from '../domain/release.js';
import { AppError } from '../errors/app-error.js';
import { stopIfAborted } from '../errors/stop-if-aborted.js';
import type { DeleteFailure } from '../ports/remover.js';
import type { DeployDeps } from './deploy-deps.js';
import { type PruneDeps, type PruneRequest, readPruneView } from './plan-prune.js';

export interface Pruned {
  readonly versions: readonly FunctionVersionUse[];
  readonly images: readonly string[];
  readonly failures: readonly DeleteFailure[];
  readonly compressedBytes: number;
}

type ApplyDeps = PruneDeps & Pick<DeployDeps, 'remover' | 'effects'>;

/**
 * Repeatable: killed half-way, the next run goes on. Looks again after the versions are gone, so that an image that somebody
 * deployed meanwhile stays, and one of a version that could not be deleted. @throws what stops every deletion, as ACCESS_DENIED
 */
export async function applyPrune(
  plan: PrunePlan,
  request: PruneRequest,
  deps: ApplyDeps,
  progress: (text: string) => void,
  signal: AbortSignal,
): Promise<Pruned> {
  const versions: FunctionVersionUse[] = [];
  const failures: DeleteFailure[] = [];
  for (const [index, use] of plan.versions.entries()) {
    stopIfAborted(signal);
    progress(`version ${index + 1} of ${plan.versions.length}`);
    const failure = await deleteVersion(use, deps);
    if (failure) failures.push(failure);
    else versions.push(use);
  }
  const images = await stillUnneeded(plan, request, versions, deps);
  failures.push(...(await deleteImages(images, request, deps, progress, signal)));
  const failed = new Set(failures.map(({ name }) => name));
  const deleted = images.filter(({ digest }) => !failed.has(digest));
  return {
    versions,
    images: deleted.map(({ digest }) => digest),
    failures,
    compressedBytes: deleted.reduce((sum, image) => sum + image.compressedBytes, 0),
  };
}

/** What Lambda refuses for this version alone, as one that an alias names by now, keeps the others from nothing. */
async function deleteVersion(
  { functionName, version }: FunctionVersionUse,
  { remover, effects }: ApplyDeps,
): Promise<DeleteFailure | undefined> {
  try {
    await remover.deleteVersion(functionName as FunctionName, version as VersionNumber);
    effects.did(`deleted version ${version} of ${functionName}`);
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError) || (error.code !== 'FUNCTION_BUSY' && error.code !== 'REMOTE_REFUSED'))
      throw error;
    const name = `${functionName}:${version}`;
    return { kind: 'version', name, code: String(error.details.error ?? error.code), reason: error.message };
  }
}

/** Of the images planned; every version counts that was not deleted just now, needed or not. */
async function stillUnneeded(
  plan: PrunePlan,
  { repository, rules, ignoreOtherAccounts }: PruneRequest,
  deleted: readonly FunctionVersionUse[],
  deps: PruneDeps,
): Promise<CataloguedImage[]> {
  if (plan.images.length === 0) return [];
  const view = await readPruneView(repository, deps, { ignoreOtherAccounts });
  const gone = new Set(deleted.map(({ functionName, version }) => `${functionName}:${version}`));
  const versions = view.versions.filter(
    ({ functionName, version }) => !gone.has(`${functionName}:${version}`),
  );
  const planned = new Set<string>(plan.images.map(({ digest }) => digest));
  return planPrune({ ...view, versions }, rules).images.filter(({ digest }) => planned.has(digest));
}

/** Indexes in requests of their own: ECR keeps what an index refers to as long as the index is there. */
async function deleteImages(
  images: readonly CataloguedImage[],
  { repository }: PruneRequest,
  { remover, effects }: ApplyDeps,
  progress: (text: string) => void,
  signal: AbortSignal,
): Promise<DeleteFailure[]> {
  const failures: DeleteFailure[] = [];
  let count = 0;
  const onDeleted = (more: number): void => {
    count += more;
    progress(`${count} of ${images.length} images`);
    if (more > 0) effects.did(`deleted ${more} images of ${repository}`);
  };
  for (const indexes of [true, false]) {
    const own = images.filter(({ mediaType }) => isIndexType(mediaType) === indexes);
    const digests = own.map(({ digest }) => digest);
    failures.push(...(await remover.deleteImages(repository, digests, onDeleted, signal)));
  }
  return failures;
}
