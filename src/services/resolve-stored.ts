/** Takes an image where it is stored: in the own registry or another account's, with what is worth knowing about that. */
import type { Architecture } from '../domain/architecture.js';
import { shortDigest } from '../domain/digest.js';
import type { Finding } from '../domain/finding.js';
import { type ImageReference, repositoryUriOf } from '../domain/image-reference.js';
import { isLoopbackHost } from '../domain/loopback-host.js';
import { placeOfReference } from '../domain/reference-place.js';
import { AppError, toAppError } from '../errors/app-error.js';
import type { Candidate } from './candidate.js';
import { crossAccountRemarks } from './cross-account.js';
import type { DeployDeps } from './deploy-deps.js';
import type { Observation } from './observe.js';
import { resolveReference } from './resolve-reference.js';

export interface StoredCandidate {
  readonly candidate: Candidate;
  /** Warnings: it works, but. */
  readonly remarks: readonly Finding[];
}

type ResolveDeps = Pick<DeployDeps, 'registry' | 'repositories'>;

/**
 * Costs what `resolveReference` does, and at the same time a GET where a digest and a tag are written, and for a repository of
 * the own account one question after pull through cache rules.
 * @throws REFERENCE_INVALID where Lambda cannot pull from there, IMAGE_NOT_FOUND, IMAGE_IS_INDEX, ACCESS_DENIED
 */
export async function resolveStored(
  reference: ImageReference,
  architecture: Architecture,
  { caller, authorization, repository }: Pick<Observation, 'caller' | 'authorization' | 'repository'>,
  deps: ResolveDeps,
): Promise<StoredCandidate> {
  const registryHost = new URL(authorization.proxyEndpoint).host;
  const place = placeOfReference(reference, { ...caller, registryHost });
  const { credentials } = authorization;
  const [found, prefix, moved] = await Promise.all([
    resolveReference(reference, architecture, deps.registry, credentials).catch(toAppError),
    isLoopbackHost(registryHost) || place.account === 'other' ? undefined : cachePrefix(reference, deps),
    movedTag(reference, deps, credentials),
  ]);
  if (found instanceof AppError)
    throw found.code === 'IMAGE_NOT_FOUND' && prefix ? notCached(found, reference, prefix) : found;
  return {
    candidate: moved ? withoutTag(found) : found,
    remarks: [
      ...(place.remark ? [remark('A11', place.remark)] : []),
      ...(moved ? [remark('E23', moved)] : []),
      ...(prefix ? [cachedOnly(reference, prefix)] : []),
      ...(repository ? crossAccountRemarks(repository, caller) : []).map((text) => remark('B3', text)),
    ],
  };
}

/** Lambda is given the digest, so the tag is no more than a comment; a wrong one is worth a word. */
async function movedTag(
  { tag, digest, ...reference }: ImageReference,
  { registry }: ResolveDeps,
  credentials: Observation['authorization']['credentials'],
): Promise<string | undefined> {
  if (!tag || !digest) return undefined;
  const named = await registry.readManifest(repositoryUriOf(reference), tag, credentials);
  if (named?.digest === digest) return undefined;
  const now = named ? `names ${shortDigest(named.digest)} now` : 'does not exist';
  return `Tag ${tag} ${now}; the digest counts: ${shortDigest(digest)}.`;
}

function withoutTag(candidate: Candidate): Candidate {
  const { origin } = candidate;
  if (origin.kind !== 'stored') return candidate;
  const { tag: _moved, ...rest } = origin;
  return { ...candidate, origin: rest };
}

/** The prefix of the pull through cache rule that the repository falls under. Who may not ask is not told. */
async function cachePrefix(
  { repository }: ImageReference,
  { repositories }: ResolveDeps,
): Promise<string | undefined> {
  try {
    const prefixes = await repositories.pullThroughPrefixes();
    return prefixes.find((prefix) => repository.startsWith(`${prefix}/`));
  } catch (error) {
    if (toAppError(error).code === 'INTERRUPTED') throw error;
    return undefined;
  }
}

// https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html#pull-through-cache-considerations
const unsupported = 'and Lambda does not support images behind pull through cache rules';

function cachedOnly(reference: ImageReference, prefix: string): Finding {
  return remark(
    'A12',
    `${reference.repository} falls under the pull through cache rule ${prefix}, ${unsupported}`,
    [`Copy it into a repository of its own: ${copy(reference)}`],
  );
}

/** It works now, but. */
function remark(id: string, message: string, suggestions: readonly string[] = []): Finding {
  return { id, severity: 'warning', code: 'REFERENCE_INVALID', message, suggestions };
}

function notCached(error: AppError, reference: ImageReference, prefix: string): AppError {
  return new AppError({
    code: error.code,
    message: `${repositoryUriOf(reference)} falls under the pull through cache rule ${prefix}, ${unsupported}; this image is not even cached. Nothing was changed.`,
    suggestions: [`Copy it into a repository of its own: ${copy(reference)}`],
    details: { ...error.details, rule: prefix },
    cause: error,
  });
}

function copy({ host, repository, tag, digest }: ImageReference): string {
  const name = `${host}/${repository}${tag ? `:${tag}` : ''}${digest ? `@${digest}` : ''}`;
  return `lading push --from ${name}`;
}
