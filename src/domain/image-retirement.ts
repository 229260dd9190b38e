/** Decides which images are marked as unused, so that the lifecycle policy of `keepImages` may delete them. Pure; when in doubt, an image stays. */
import { isGivenUp, isMark, unusedPrefix } from './image-marks.js';
import { type PruneView, planPrune } from './prune-plan.js';
import type { CataloguedImage } from './release.js';

export interface RetirementPlan {
  /** To be marked as unused, oldest first. */
  readonly retire: readonly CataloguedImage[];
  /** Marked as unused although a function uses them: to be marked as in use. */
  readonly protect: readonly CataloguedImage[];
}

/** Milliseconds: younger images may be on their way to a function. */
const youngest = 24 * 60 * 60 * 1000;

/**
 * All stay that a version or `$LATEST` of any function runs, the newest `keep`, those of the last day, and what belongs to an index
 * that stays. `view.aliases` is not asked: no version goes here.
 */
export function planRetirement(view: PruneView, keep: number, now: number): RetirementPlan {
  const rules = { keepReleases: 1, keepAge: youngest, now };
  const unneeded = planPrune({ ...view, aliases: {} }, rules).images;
  const newest = newestOf(view, keep);
  const unmarked = unneeded.filter(({ digest, tags }) => !newest.has(digest) && !tags.some(isMark));
  return { retire: [...unmarked].sort(byAge).reverse(), protect: usedAgain(view) };
}

/** With the images of the indexes among them, which count as one. */
function newestOf({ images, children }: PruneView, keep: number): Set<string> {
  const parts = new Set<string>(Object.values(children).flat());
  const newest = images
    .filter(({ digest, tags }) => !parts.has(digest) && !tags.some((tag) => tag.startsWith(unusedPrefix)))
    .sort(byAge)
    .slice(0, keep)
    .map(({ digest }) => digest);
  return new Set([...newest, ...newest.flatMap((digest) => children[digest] ?? [])]);
}

function usedAgain({ versions, images, children }: PruneView): CataloguedImage[] {
  const used = new Set<string>(versions.map(({ digest }) => digest));
  return images.filter(
    ({ digest, tags }) =>
      isGivenUp(tags) && (used.has(digest) || (children[digest] ?? []).some((child) => used.has(child))),
  );
}

/** Newest first. */
function byAge(a: CataloguedImage, b: CataloguedImage): number {
  return b.pushedAt.localeCompare(a.pushedAt);
}
