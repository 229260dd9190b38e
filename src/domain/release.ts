/** Releases: the published versions of a function with what is known of each, newest first. */
import type { Digest } from './digest.js';
import type { ObservedAlias, ObservedFunction } from './function-state.js';
import { isMark } from './image-marks.js';
import { parseReleaseNote } from './release-note.js';
import { revisionOfTags } from './revision-tag.js';

/** What the repository says about one digest. */
export interface CataloguedImage {
  readonly digest: Digest;
  readonly tags: readonly string[];
  readonly mediaType: string;
  /** ISO 8601. */
  readonly pushedAt: string;
  /** ISO 8601, within a day of the last pull; missing when nobody pulled it. */
  readonly pulledAt?: string;
  /** What it is about, where its manifest says so: it is a signature or an SBOM then. */
  readonly subject?: Digest;
  readonly compressedBytes: number;
}

/** What the repositories know of the images of a function's versions. */
export interface ReleaseImages {
  /** Of the repository of `$LATEST`, all of them. */
  readonly images: readonly CataloguedImage[];
  /** Of earlier repositories: those that versions run. */
  readonly elsewhere: readonly CataloguedImage[];
  /** Digests of which it could not be found out where they are. */
  readonly unknown: ReadonlySet<string>;
}

export interface Release {
  /** `"7"`. */
  readonly version: string;
  readonly digest: Digest;
  /** Tags that name the digest now, then those it was deployed under. */
  readonly tags: readonly string[];
  /** Commit of the release, with `+dirty` when the work tree had changes, else the one that a tag of the image names; null when unknown. */
  readonly git: string | null;
  readonly by: string | null;
  /** ISO 8601; when the version was published. */
  readonly time: string;
  readonly description: string;
  /** The version that was left, where a rollback published this one; null for any other release. */
  readonly rolledBackFrom: string | null;
  /** Share of each alias's traffic that goes to this version, 0 to 1. */
  readonly aliases: readonly { readonly name: string; readonly weight: number }[];
  /** Whether the repository still has the image; null when it could not be asked. */
  readonly imagePresent: boolean | null;
  readonly compressedBytes: number | null;
}

/** `known` is undefined when the repository could not be asked; Zip versions are left out. */
export function listReleases(
  versions: readonly ObservedFunction[],
  aliases: readonly ObservedAlias[],
  known: ReleaseImages | undefined,
): Release[] {
  const images = known ? [...known.elsewhere, ...known.images] : [];
  const byDigest = new Map(images.map((image) => [image.digest as string, image]));
  return versions
    .filter(({ version, packageType }) => version !== '$LATEST' && packageType === 'Image')
    .map((version) => releaseOf(version, aliases, byDigest, known))
    .sort((a, b) => Number(b.version) - Number(a.version));
}

function releaseOf(
  { version, codeSha256, lastModified, configuration: { description } }: ObservedFunction,
  aliases: readonly ObservedAlias[],
  images: ReadonlyMap<string, CataloguedImage>,
  known: ReleaseImages | undefined,
): Release {
  const digest = `sha256:${codeSha256}` as Digest;
  const image = images.get(digest);
  const note = parseReleaseNote(description);
  return {
    version,
    digest,
    tags: [...new Set([...(image?.tags ?? []).filter((tag) => !isMark(tag)), ...(note?.tags ?? [])])],
    git: note?.git ? `${note.git}${note.dirty ? '+dirty' : ''}` : (revisionOfTags(image?.tags ?? []) ?? null),
    by: note?.by ?? null,
    time: lastModified,
    description,
    rolledBackFrom: note?.back ?? null,
    aliases: aliases.flatMap((alias) => shareOf(alias, version)),
    imagePresent: image !== undefined || (known && !known.unknown.has(digest) ? false : null),
    compressedBytes: image?.compressedBytes ?? null,
  };
}

/** An alias's main version gets what its additional versions leave. */
function shareOf({ name, version: main, weights }: ObservedAlias, version: string): Release['aliases'] {
  const extra = Object.values(weights).reduce((sum, share) => sum + share, 0);
  const weight = version === main ? 1 - extra : weights[version];
  return weight === undefined ? [] : [{ name, weight: Math.round(weight * 1e6) / 1e6 }];
}
