/** Decides which versions and images nothing needs any more. Pure; when in doubt, a thing is kept. */
import type { Digest } from './digest.js';
import type { ObservedAlias } from './function-state.js';
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
  readonly images: readonly CataloguedImage[];
  /** Digests of the images that each index of the repository consists of. */
  readonly children: Readonly<Record<string, readonly Digest[]>>;
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
  readonly compressedBytes: number;
}

/**
 * Only versions of the functions in `aliases` go. An image goes when no function version that stays refers to it (`$LATEST`
 * and other people's functions included), no index that stays consists of it, and it is old enough.
 */
export function planPrune(view: PruneView, rules: PruneRules): PrunePlan {
  const versions = view.versions.filter((use) => !isNeeded(use, view, rules));
  const going = new Set(versions);
  const used = new Set<string>(view.versions.filter((use) => !going.has(use)).map(({ digest }) => digest));
  const images = imagesToDelete(view, used, rules);
  return {
    versions,
    images,
    kept: {
      versions: view.versions.length - versions.length,
      images: view.images.length - images.length,
    },
    compressedBytes: images.reduce((sum, image) => sum + image.compressedBytes, 0),
  };
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

function imagesToDelete(
  { images, children }: PruneView,
  used: ReadonlySet<string>,
  rules: PruneRules,
): CataloguedImage[] {
  const stays = (digest: string): boolean => used.has(digest) || isYoung(pushedAt(digest), rules);
  const pushedAt = (digest: string) => images.find((image) => image.digest === digest)?.pushedAt ?? '';
  // An index stays for its own sake or for that of a child; then all of its children stay with it.
  const keptIndexes = Object.keys(children).filter(
    (index) => stays(index) || (children[index] ?? []).some((child) => used.has(child)),
  );
  const kept = new Set([...keptIndexes, ...keptIndexes.flatMap((index) => children[index] ?? [])]);
  const going = images.filter(({ digest }) => !stays(digest) && !kept.has(digest));
  return [
    ...going.filter(({ digest }) => digest in children),
    ...going.filter(({ digest }) => !(digest in children)),
  ];
}

/** An unreadable time counts as young: it cannot be shown that the thing is old. */
function isYoung(time: string, { keepAge, now }: PruneRules): boolean {
  const at = Date.parse(time);
  return Number.isNaN(at) || now - at < keepAge;
}
