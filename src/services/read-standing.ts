/** How the releases of a function stand with the repository: the last one, lost and expiring images, moved tags, Lambda's access. */
import { type ExpiringImage, expiringImages } from '../domain/expiring-images.js';
import type { ObservedAlias, ObservedFunction } from '../domain/function-state.js';
import type { FunctionStatus } from '../domain/function-status.js';
import { type ImageReference, parseImageReference } from '../domain/image-reference.js';
import { type CataloguedImage, listReleases, type Release } from '../domain/release.js';
import { parseReleaseNote } from '../domain/release-note.js';
import { lambdaAccess } from '../domain/repository-policy.js';
import type { DeployDeps } from './deploy-deps.js';
import { orUnknown, unknown } from './or-unknown.js';

export type StandingDeps = Pick<DeployDeps, 'releases' | 'catalogue' | 'repositories' | 'identity' | 'clock'>;

type Standing = Pick<
  FunctionStatus,
  'lastRelease' | 'movedTags' | 'lostVersions' | 'expiringImages' | 'lambdaAccess'
>;

/** Costs, in parallel: the images of the repository, its two policies and the identity. What may not be read is null. */
export async function readStanding(
  latest: ObservedFunction,
  versions: readonly ObservedFunction[],
  aliases: readonly ObservedAlias[],
  deps: StandingDeps,
): Promise<Standing> {
  const reference = latest.imageUri === undefined ? undefined : parseImageReference(latest.imageUri);
  const [images, access, policy] = await Promise.all([
    readImages(reference, deps),
    readAccess(reference, deps),
    readLifecycle(reference, deps),
  ]);
  const releases = listReleases(versions, aliases, images && { images, unknown: new Set() });
  const [last] = releases;
  return {
    lastRelease: last ? describe(last) : null,
    movedTags: last && images ? movedTags(last, images) : [],
    lostVersions: images
      ? releases.flatMap((release) => (release.imagePresent === false ? [lost(release)] : []))
      : null,
    expiringImages:
      images && policy !== unknown ? expiring(policy, images, releases, latest, deps.clock.now()) : null,
    lambdaAccess: access,
  };
}

async function readImages(
  reference: ImageReference | undefined,
  { catalogue }: StandingDeps,
): Promise<readonly CataloguedImage[] | undefined> {
  if (!reference) return undefined;
  const images = await orUnknown(catalogue.listImages(reference.repository, reference.ecr?.account));
  return images === unknown ? undefined : (images ?? []);
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
