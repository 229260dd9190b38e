/** Deletes what a prune plan names: versions first, then the images that nothing refers to any more. */
import type { FunctionName, VersionNumber } from '../domain/function-spec.js';
import type { PrunePlan } from '../domain/prune-plan.js';
import type { DeleteFailure } from '../ports/remover.js';
import type { DeployDeps } from './deploy-deps.js';
import { type PruneDeps, type PruneRequest, readPrunePlan } from './plan-prune.js';

export interface Pruned {
  readonly versions: readonly { functionName: string; version: string }[];
  readonly images: readonly string[];
  readonly failures: readonly DeleteFailure[];
  readonly compressedBytes: number;
}

/**
 * Repeatable: killed half-way, the next run goes on. Looks again after the versions are gone, so that an image that somebody
 * deployed meanwhile stays.
 */
export async function applyPrune(
  plan: PrunePlan,
  request: PruneRequest,
  deps: PruneDeps & Pick<DeployDeps, 'remover' | 'effects'>,
  progress: (text: string) => void,
): Promise<Pruned> {
  const { remover, effects } = deps;
  for (const [index, { functionName, version }] of plan.versions.entries()) {
    progress(`version ${index + 1} of ${plan.versions.length}`);
    await remover.deleteVersion(functionName as FunctionName, version as VersionNumber);
    effects.did(`deleted version ${version} of ${functionName}`);
  }
  const planned = new Set<string>(plan.images.map(({ digest }) => digest));
  const again = plan.images.length === 0 ? [] : (await readPrunePlan(request, deps)).images;
  const images = again.filter(({ digest }) => planned.has(digest));
  progress(`${images.length} images`);
  const failures = await remover.deleteImages(
    request.repository,
    images.map(({ digest }) => digest),
  );
  const failed = new Set(failures.map(({ digest }) => digest));
  const deleted = images.filter(({ digest }) => !failed.has(digest));
  if (deleted.length > 0) effects.did(`deleted ${deleted.length} images of ${request.repository}`);
  return {
    versions: plan.versions.map(({ functionName, version }) => ({ functionName, version })),
    images: deleted.map(({ digest }) => digest),
    failures,
    compressedBytes: deleted.reduce((sum, image) => sum + image.compressedBytes, 0),
  };
}
