/** Decides which images are marked as unused, so that the lifecycle policy of `keepImages` may delete them. Pure; when in doubt, an image stays. */
import { isGivenUp, isMark, unusedPrefix } from './image-marks.js';
import { subjectOf } from './image-subject.js';
import { type PruneView, unneededImages } from './prune-plan.js';
import type { CataloguedImage } from './release.js';

export interface RetirementPlan {
  /** To be marked as unused, oldest first. */
  readonly retire: readonly CataloguedImage[];
  /** Marked as unused although a function uses them: to be marked as in use. */
  readonly protect: readonly CataloguedImage[];
}

const day = 24 * 60 * 60 * 1000;
/** Milliseconds: younger images may be on their way to a function. */
const youngest = day;
/** Milliseconds: what somebody pulled since is not idle, whether or not a function runs it now. */
const idle = 7 * day;

/**
 * All stay that a version or `$LATEST` of any function runs, the newest `keep`, those of the last day, those pulled within a week,
 * and what belongs to an image that stays. `view.aliases` is not asked: no version goes here.
 */
export function planRetirement(view: PruneView, keep: number, now: number): RetirementPlan {
  const needed = new Set<string>(view.versions.map(({ digest }) => digest));
  for (const { digest } of [...newestOf(view, keep), ...pulledLately(view, now)]) needed.add(digest);
  const unneeded = unneededImages(view, needed, { keepAge: youngest, now });
  const unmarked = unneeded.filter(({ tags }) => !tags.some(isMark));
  return { retire: [...unmarked].sort(byAge).reverse(), protect: usedAgain(view) };
}

/** An index counts as one with its images, and an image as one with what is said about it. */
function newestOf({ images, children }: PruneView, keep: number): CataloguedImage[] {
  const parts = new Set<string>(Object.values(children).flat());
  const whole = images.filter((image) => !parts.has(image.digest) && subjectOf(image) === undefined);
  return whole
    .filter(({ tags }) => !tags.some((tag) => tag.startsWith(unusedPrefix)))
    .sort(byAge)
    .slice(0, keep);
}

/** Lambda pulls an image when it is deployed. Looking at an index is a pull as well, and lading looks at each of them. */
function pulledLately({ images, children }: PruneView, now: number): CataloguedImage[] {
  return images.filter(
    ({ digest, pulledAt }) =>
      pulledAt !== undefined && !(digest in children) && now - Date.parse(pulledAt) < idle,
  );
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
