/** How the releases of a function stand with the repository: the last one, lost and expiring images, moved tags, Lambda's access. */
import { type ExpiringImage, expiringImages } from '../domain/expiring-images.js';
import type { ObservedFunction } from '../domain/function-state.js';
import type { FunctionStatus } from '../domain/function-status.js';
import type { ImageReference } from '../domain/image-reference.js';
import { type CataloguedImage, listReleases, type Release } from '../domain/release.js';
import { parseReleaseNote } from '../domain/release-note.js';
import { lambdaAccess } from '../domain/repository-policy.js';
import type { DeployDeps } from './deploy-deps.js';
import { orUnknown, unknown } from './or-unknown.js';
import { readReleaseImages } from './read-release-images.js';
import type { FunctionVersions } from './read-versions.js';

export type StandingDeps = Pick<
  DeployDeps,
  'functions' | 'releases' | 'catalogue' | 'repositories' | 'identity' | 'clock'
>;

type Standing = Pick<
  FunctionStatus,
  'lastRelease' | 'movedTags' | 'lostVersions' | 'expiringImages' | 'lambdaAccess'
>;

/** Costs, in parallel: the images of the repository, its two policies and the identity. What may not be read is null. */
export async function readStanding(versions: FunctionVersions, deps: StandingDeps): Promise<Standing> {
  const { latest, repository } = versions;
  const [found, access, policy] = await Promise.all([
    orUnknown(readReleaseImages(versions, deps)),
    readAccess(repository, deps),
    readLifecycle(repository, deps),
  ]);
  const known = found === unknown ? undefined : found;
  const releases = listReleases(versions.versions, versions.aliases, known);
  const [last] = releases;
  return {
    lastRelease: last ? describe(last) : null,
    movedTags: last && known ? movedTags(last, known.images) : [],
    lostVersions: known
      ? releases.flatMap((release) => (release.imagePresent === false ? [lost(release)] : []))
      : null,
    expiringImages:
      known && policy !== unknown ? expiring(policy, known.images, releases, latest, deps.clock.now()) : null,
    lambdaAccess: access,
  };
}

/** Another account's policy is not for us to read; without one nothing expires. */
async function readLifecycle(
  reference: ImageReference | undefined,
  { repositories, identity }: StandingDeps,
): Promise<string | undefined | typeof unknown> {
  if (!reference) return unknown;
  const policy = orUnknown(repositories.readLifecyclePolicy(reference.repository));
  const { ecr } = reference;
  if (!ecr) return policy;
  const [found, caller] = await Promise.all([policy, orUnknown(identity.caller())]);
  return caller === unknown || caller.account !== ecr.account ? unknown : found;
}

function expiring(
  policy: string | undefined,
  images: readonly CataloguedImage[],
  releases: readonly Release[],
  { codeSha256 }: ObservedFunction,
  now: number,
): ExpiringImage[] {
  if (policy === undefined) return [];
  const needs = releases.map(({ digest, version, aliases }) => ({
    digest,
    version,
    aliases: aliases.map(({ name }) => name),
  }));
  const latest = { digest: `sha256:${codeSha256}`, version: '$LATEST', aliases: [] };
  const aging = images.map(({ digest, tags, pushedAt }) => ({
    digest,
    tags,
    pushedAt: Date.parse(pushedAt),
  }));
  return expiringImages(policy, aging, [latest, ...needs], now);
}

async function readAccess(
  reference: ImageReference | undefined,
  { repositories, identity }: StandingDeps,
): Promise<Standing['lambdaAccess']> {
  if (!reference) return null;
  const [policy, caller] = await Promise.all([
    orUnknown(repositories.readPolicy(reference.repository, reference.ecr?.account)),
    orUnknown(identity.caller()),
  ]);
  return policy === unknown || caller === unknown ? null : lambdaAccess(policy, caller);
}

/** Only tags that the release itself noted: those that name its digest now cannot have moved. */
function movedTags(
  { digest, description }: Release,
  images: readonly CataloguedImage[],
): Standing['movedTags'] {
  const noted = parseReleaseNote(description)?.tags ?? [];
  return noted.flatMap((tag) => {
    const owner = images.find((image) => image.tags.includes(tag));
    return owner && owner.digest !== digest ? [{ tag, digest: owner.digest }] : [];
  });
}

function describe({ version, digest, time, tags, git, by }: Release): NonNullable<Standing['lastRelease']> {
  return { version, digest, time, tags: [...tags], git, by };
}

function lost({ version, digest, aliases }: Release) {
  return { version, digest, aliases: aliases.map(({ name }) => name) };
}
