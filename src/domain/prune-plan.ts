/** Decides which versions and images nothing needs any more. Pure; when in doubt, a thing is kept. */
import type { Digest } from './digest.js';
import type { ObservedAlias } from './function-state.js';
import { subjectOf } from './image-subject.js';
import type { CataloguedImage } from './release.js';

/** A version of any image function of the account and region. */
export interface FunctionVersionUse {
  readonly functionName: string;
  /** `$LATEST` or a number. */
  readonly version: string;
  readonly digest: Digest;
  /** ISO 8601. */
  readonly time: string;
}

export interface PruneView {
  /** Of every function, also those that lading never touched. */
  readonly versions: readonly FunctionVersionUse[];
  /** By the name of the functions whose versions may go. */
  readonly aliases: Readonly<Record<string, readonly ObservedAlias[]>>;
  /** Those of the versions of these functions that are called by their number; missing while that is not known. */
  readonly called?: readonly CalledVersion[];
  readonly images: readonly CataloguedImage[];
  /** Digests of the images that each index of the repository consists of. */
  readonly children: Readonly<Record<string, readonly Digest[]>>;
}

/** A published version that something besides aliases uses. */
export interface CalledVersion {
  readonly functionName: string;
  readonly version: string;
  /** `provisioned concurrency`, … */
  readonly by: string;
}

export interface PruneRules {
  /** The newest published versions of each function that stay, at least 1. */
  readonly keepReleases: number;
  /** Milliseconds; younger versions and images stay. */
  readonly keepAge: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface PrunePlan {
  readonly versions: readonly FunctionVersionUse[];
  /** An index before its children, so that each can be deleted. */
  readonly images: readonly CataloguedImage[];
  readonly kept: { readonly versions: number; readonly images: number };
  /** Versions that stay only because they are called by their number. */
  readonly called: readonly CalledVersion[];
  readonly compressedBytes: number;
}

/**
 * Only versions of the functions in `aliases` go. An image goes when no function version that stays refers to it (`$LATEST`
 * and other people's functions included), no index that stays consists of it, it says nothing of an image that stays, and it is
 * old enough.
 */
export function planPrune(view: PruneView, rules: PruneRules): PrunePlan {
  const unneeded = view.versions.filter((use) => !isNeeded(use, view, rules));
  const calledBy = (use: FunctionVersionUse) =>
    view.called?.find(
      ({ functionName, version }) => functionName === use.functionName && version === use.version,
    );
  const versions = unneeded.filter((use) => !calledBy(use));
  const going = new Set(versions);
  const used = new Set<string>(view.versions.filter((use) => !going.has(use)).map(({ digest }) => digest));
  const images = unneededImages(view, used, rules);
  return {
    versions,
    images,
    kept: {
      versions: view.versions.length - versions.length,
      images: view.images.length - images.length,
    },
    called: unneeded.flatMap((use) => calledBy(use) ?? []),
    compressedBytes: images.reduce((sum, image) => sum + image.compressedBytes, 0),
  };
}

/** The old images that neither are among `used` nor belong to one that stays; an index before its children. */
export function unneededImages(
  { images, children }: Pick<PruneView, 'images' | 'children'>,
  used: ReadonlySet<string>,
  rules: Pick<PruneRules, 'keepAge' | 'now'>,
): CataloguedImage[] {
  const stays = new Set<string>(
    images.filter(({ pushedAt }) => isYoung(pushedAt, rules)).map(({ digest }) => digest),
  );
  for (const digest of used) stays.add(digest);
  // An index stays for its own sake or for that of a child; then all of its children stay with it.
  for (const [index, parts] of Object.entries(children))
    if (parts.some((child) => used.has(child))) stays.add(index);
  for (let before = -1; before < stays.size; ) {
    before = stays.size;
    for (const index of Object.keys(children))
      if (stays.has(index)) for (const child of children[index] ?? []) stays.add(child);
    for (const image of images) if (stays.has(subjectOf(image) ?? '')) stays.add(image.digest);
  }
  const going = images.filter(({ digest }) => !stays.has(digest));
  return [
    ...going.filter(({ digest }) => digest in children),
    ...going.filter(({ digest }) => !(digest in children)),
  ];
}

function isNeeded(use: FunctionVersionUse, { versions, aliases }: PruneView, rules: PruneRules): boolean {
  const own = Object.hasOwn(aliases, use.functionName) ? aliases[use.functionName] : undefined;
  if (!own || use.version === '$LATEST' || isYoung(use.time, rules)) return true;
  if (own.some((alias) => alias.version === use.version || use.version in alias.weights)) return true;
  const newer = versions.filter(
    ({ functionName, version }) =>
      functionName === use.functionName && version !== '$LATEST' && Number(version) > Number(use.version),
  );
  return newer.length < rules.keepReleases;
}

/** An unreadable time counts as young: it cannot be shown that the thing is old. */
function isYoung(time: string, { keepAge, now }: Pick<PruneRules, 'keepAge' | 'now'>): boolean {
  const at = Date.parse(time);
  return Number.isNaN(at) || now - at < keepAge;
}
