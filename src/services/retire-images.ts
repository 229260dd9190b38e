/** Marks the images that no function uses any more, so that the lifecycle policy of `keepImages` may delete them. */
import { inUseMark, unusedMark } from '../domain/image-marks.js';
import type { RepositoryName, RepositoryUri, Tag } from '../domain/image-reference.js';
import { planRetirement } from '../domain/image-retirement.js';
import type { CataloguedImage } from '../domain/release.js';
import type { RegistryCredentials } from '../ports/container-engine.js';
import type { DeployDeps } from './deploy-deps.js';
import { readPruneView } from './plan-prune.js';

export interface RetireTask {
  readonly repository: { readonly name: RepositoryName; readonly uri: RepositoryUri };
  readonly credentials: RegistryCredentials;
  /** Images that stay besides those in use. */
  readonly keep: number;
}

export type RetireDeps = Pick<
  DeployDeps,
  'repositories' | 'registry' | 'releases' | 'catalogue' | 'identity' | 'effects' | 'clock'
>;

/** A deploy that finds a repository full of garbage is not to take minutes; the next one goes on. */
const most = 100;
/** ECR takes ten manifests a second. */
const together = 5;

/**
 * The digests marked as unused. Costs the images of the repository, all functions, and two requests to the registry for each
 * image to be marked. Looks at the functions a second time after marking: whatever began to use an image meanwhile is seen then
 * or, when it is lading, sees the mark itself. Repeatable. @throws ACCESS_DENIED when something that decides cannot be read
 */
export async function retireImages(
  task: RetireTask,
  deps: RetireDeps,
  progress: (text: string) => void,
): Promise<readonly string[]> {
  const { repository, keep } = task;
  const view = await readPruneView(repository.name, deps);
  const plan = planRetirement(view, keep, deps.clock.now());
  await mark(plan.protect, inUseMark, task, deps);
  const retire = plan.retire.slice(0, most);
  if (retire.length === 0) return [];
  progress(`${retire.length} images that nothing uses`);
  await mark(retire, unusedMark, task, deps);
  deps.effects.did(`marked ${retire.length} images of ${repository.name} as unused`);
  const marked = new Set<string>(retire.map(({ digest }) => digest));
  const uses = new Set<string>((await deps.releases.listUses()).map(({ digest }) => digest));
  const revived = retire.filter(
    ({ digest }) => uses.has(digest) || (view.children[digest] ?? []).some((child) => uses.has(child)),
  );
  await mark(revived, inUseMark, task, deps);
  for (const { digest } of revived) marked.delete(digest);
  return [...marked];
}

/** Before a policy comes into force that deletes what is marked: images that are marked and in use get the mark that protects. */
export async function protectImages(task: RetireTask, deps: RetireDeps): Promise<void> {
  const { protect } = planRetirement(
    await readPruneView(task.repository.name, deps),
    task.keep,
    deps.clock.now(),
  );
  await mark(protect, inUseMark, task, deps);
}

async function mark(
  images: readonly CataloguedImage[],
  markOf: (digest: CataloguedImage['digest']) => Tag,
  { repository, credentials }: RetireTask,
  { registry }: Pick<RetireDeps, 'registry'>,
): Promise<void> {
  for (let start = 0; start < images.length; start += together) {
    await Promise.all(
      images.slice(start, start + together).map(async ({ digest }) => {
        const stored = await registry.readManifest(repository.uri, digest, credentials);
        // Somebody deleted it meanwhile, which is what the mark is for.
        if (stored) await registry.putManifest(repository.uri, markOf(digest), stored, credentials);
      }),
    );
  }
}
