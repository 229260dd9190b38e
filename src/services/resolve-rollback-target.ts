/** Finds out what `--to` means for one function: digits may be a version or a tag, a tag names a digest, a few digits of one may be enough. */
import { type Digest, shortDigest } from '../domain/digest.js';
import { parseManifest } from '../domain/image-manifest.js';
import { parseTag, repositoryUriOf, type Tag } from '../domain/image-reference.js';
import { listReleases, type Release } from '../domain/release.js';
import { noTarget, withChoices } from '../domain/rollback-choices.js';
import type { RollbackTarget, WrittenTarget } from '../domain/rollback-target.js';
import { AppError } from '../errors/app-error.js';
import type { StoredManifest } from '../ports/image-registry.js';
import type { DeployDeps } from './deploy-deps.js';
import type { History } from './read-history.js';
import type { FunctionVersions } from './read-versions.js';

export type TargetDeps = Pick<DeployDeps, 'registry' | 'repositories' | 'catalogue'>;

/**
 * Costs nothing for a version or a digest; for a tag a token and a GET. `look` lists the images too: only for what no release tells.
 * @throws NO_ROLLBACK_TARGET, USAGE for what may mean two things
 */
export async function resolveRollbackTarget(
  written: WrittenTarget,
  versions: FunctionVersions,
  look: () => Promise<History>,
  deps: TargetDeps,
): Promise<RollbackTarget> {
  const releases = listReleases(versions.versions, versions.aliases, undefined);
  switch (written.kind) {
    case 'number':
      return numbered(written.text, releases, versions, look, deps);
    case 'short':
      return {
        kind: 'digest',
        digest: await completed(written.prefix, releases, versions, look, deps.catalogue),
      };
    case 'tag':
      return tagged(written.tag, `image tagged ${written.tag}`, releases, versions, look, deps);
    default:
      return written;
  }
}

/** A version where there is one, else a tag. @throws USAGE where a release has the number for a tag and runs another image */
async function numbered(
  text: string,
  releases: readonly Release[],
  versions: FunctionVersions,
  look: () => Promise<History>,
  deps: TargetDeps,
): Promise<RollbackTarget> {
  const version = releases.find((release) => release.version === text);
  if (!version)
    return tagged(parseTag(text), `version or image tagged ${text}`, releases, versions, look, deps);
  const other = releases.find(({ tags, digest }) => tags.includes(text) && digest !== version.digest);
  if (!other) return { kind: 'version', version: text };
  throw new AppError({
    code: 'USAGE',
    message: `${text} is a version of function ${versions.name} (${shortDigest(version.digest)}), and the tag that version ${other.version} was deployed under (${shortDigest(other.digest)}). Nothing was changed.`,
    suggestions: [`Say which: --to version:${text}`, `Or: --to tag:${text}`],
    details: { function: versions.name, version: version.digest, tag: other.digest },
  });
}

/** What it names now, when a version runs that; an index is taken for its image. A tag that moved on since is not followed. */
async function tagged(
  tag: Tag,
  wanted: string,
  releases: readonly Release[],
  { name, repository }: FunctionVersions,
  look: () => Promise<History>,
  { registry, repositories }: TargetDeps,
): Promise<RollbackTarget> {
  if (!repository) return { kind: 'previous' };
  const { credentials } = await repositories.authorize();
  const stored = await registry.readManifest(repositoryUriOf(repository), tag, credentials);
  const names = stored && releasedImage(stored, releases);
  if (names) return { kind: 'digest', digest: names };
  const noted = releases.find(({ tags }) => tags.includes(tag));
  if (noted && stored) throw await movedOn(tag, stored.digest, noted, name, look);
  if (noted) return { kind: 'digest', digest: noted.digest };
  if (stored) return { kind: 'digest', digest: stored.digest };
  throw noTarget(name, wanted, (await look()).releases);
}

/** The digest that some version runs: the manifest's own, or that of an index's image. */
function releasedImage(stored: StoredManifest, releases: readonly Release[]): Digest | undefined {
  const manifest = parseManifest(stored.bytes, stored.mediaType);
  const children = manifest.kind === 'index' ? manifest.children.map(({ digest }) => digest) : [];
  return [stored.digest, ...children].find((digest) => releases.some((release) => release.digest === digest));
}

/** What it names now never ran here, so going there would be a deploy. */
async function movedOn(
  tag: Tag,
  now: Digest,
  noted: Release,
  name: string,
  look: () => Promise<History>,
): Promise<AppError> {
  const error = new AppError({
    code: 'NO_ROLLBACK_TARGET',
    message: `Tag ${tag} names ${shortDigest(now)} now, which no version of function ${name} runs; version ${noted.version}, which was deployed under it, runs ${shortDigest(noted.digest)}. Nothing was changed.`,
    suggestions: [
      `Go back to what was deployed: --to version:${noted.version}`,
      `Or to what the tag names now: --to ${now}`,
    ],
    details: { tag, names: now, deployed: noted.digest },
  });
  return withChoices(error, name, (await look()).releases);
}

/** Of the releases, else of the images in the repository. @throws NO_ROLLBACK_TARGET, USAGE when several begin so */
async function completed(
  prefix: string,
  releases: readonly Release[],
  { name, repository, versions }: FunctionVersions,
  look: () => Promise<History>,
  catalogue: DeployDeps['catalogue'],
): Promise<Digest> {
  const beginning = (digests: readonly Digest[]) =>
    [...new Set(digests)].filter((digest) => digest.startsWith(prefix));
  const released = beginning(releases.map(({ digest }) => digest));
  const images =
    released.length > 0 || !repository
      ? []
      : await catalogue.listImages(repository.repository, repository.ecr?.account);
  const found = released.length > 0 ? released : beginning((images ?? []).map(({ digest }) => digest));
  const [only] = found;
  if (!only) throw noTarget(name, `image ${prefix}…`, (await look()).releases);
  if (found.length === 1) return only;
  const runs = (digest: Digest) =>
    versions.filter(({ codeSha256 }) => digest.endsWith(codeSha256)).map(({ version }) => version);
  const list = found.map(
    (digest) => `${digest}${runs(digest).length > 0 ? ` (version ${runs(digest).join(', ')})` : ''}`,
  );
  throw new AppError({
    code: 'USAGE',
    message: `${prefix} is the beginning of ${found.length} digests that function ${name} could go to: ${list.join(', ')}. Nothing was changed.`,
    suggestions: ['Write more digits.'],
    details: { function: name, prefix, digests: [...found] },
  });
}
