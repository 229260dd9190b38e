/** Manifests over the OCI distribution API: read and put, digest for digest. */
import { type Digest, digestOf, isDigest } from '../../domain/digest.js';
import { manifestMediaTypes } from '../../domain/image-manifest.js';
import type { RepositoryUri, Tag } from '../../domain/image-reference.js';
import { AppError } from '../../errors/app-error.js';
import type { RegistryCredentials } from '../../ports/container-engine.js';
import type { ImageRegistry, StoredManifest } from '../../ports/image-registry.js';
import type { HttpAnswer } from './http-exchange.js';
import { type RegistryContext, refusalOf } from './registry-failure.js';
import type { RegistryHttp } from './registry-http.js';
import { locateRepository } from './registry-location.js';

/** ECR and others refuse larger ones: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests */
const largestManifest = 4 * 1024 * 1024;

type Reference = Tag | Digest;

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests */
export function readManifest(http: RegistryHttp): ImageRegistry['readManifest'] {
  return async (repository, reference, credentials) => {
    const context = contextOf(
      repository,
      `Reading the manifest ${reference} of ${repository}`,
      'REMOTE_REFUSED',
    );
    const request = {
      method: 'GET',
      url: urlOf(repository, reference),
      headers: accept,
      credentials,
      context,
    } as const;
    const { answer, bytes } = await http.read(
      request,
      largestManifest,
      `The manifest ${reference} of ${repository}`,
    );
    if (answer.status === 404) {
      answer.body.resume();
      return undefined;
    }
    if (!bytes) throw await refusalOf(answer, context);
    const digest = digestOf(bytes);
    requireSame(
      isDigest(reference) ? reference : claimedDigest(answer),
      digest,
      `${repository} served the manifest ${reference}`,
    );
    return { digest, mediaType: mediaTypeOf(answer), bytes };
  };
}

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests */
export function putManifest(http: RegistryHttp): ImageRegistry['putManifest'] {
  return async (repository, reference, manifest, credentials) => {
    const context = contextOf(
      repository,
      `Putting ${manifest.digest} as ${reference} into ${repository}`,
      'PUSH_FAILED',
    );
    const headers = { 'content-type': manifest.mediaType };
    const url = urlOf(repository, reference);
    const answer = await http.send({
      method: 'PUT',
      url,
      headers,
      body: manifest.bytes,
      credentials,
      context,
    });
    if (answer.status < 200 || answer.status > 299) {
      const refusal = await refusalOf(answer, context);
      // ECR refuses to put an immutable tag even to the very image that it names.
      if (
        refusal.code === 'TAG_IMMUTABLE' &&
        (await names(http, repository, reference, manifest, credentials))
      )
        return manifest.digest;
      throw refusal;
    }
    answer.body.resume();
    requireSame(claimedDigest(answer), manifest.digest, `${repository} stored the manifest ${reference}`);
    return manifest.digest;
  };
}

const accept = { accept: manifestMediaTypes.join(', ') };

async function names(
  http: RegistryHttp,
  repository: RepositoryUri,
  reference: Reference,
  { digest }: StoredManifest,
  credentials: RegistryCredentials,
) {
  return (await readManifest(http)(repository, reference, credentials))?.digest === digest;
}

function urlOf(repository: RepositoryUri, reference: Reference): URL {
  const { origin, repository: name } = locateRepository(repository);
  return new URL(`${origin}/v2/${name}/manifests/${reference}`);
}

function contextOf(
  uri: RepositoryUri,
  doing: string,
  otherwise: RegistryContext['otherwise'],
): RegistryContext {
  const { host, repository } = locateRepository(uri);
  return { doing, host, repository, otherwise };
}

function mediaTypeOf({ headers }: HttpAnswer): string {
  return (headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
}

function claimedDigest({ headers }: HttpAnswer): Digest | undefined {
  const claimed = headers['docker-content-digest'];
  return typeof claimed === 'string' && isDigest(claimed) ? claimed : undefined;
}

function requireSame(claimed: Digest | undefined, actual: Digest, what: string): void {
  if (claimed === undefined || claimed === actual) return;
  throw new AppError({
    code: 'DIGEST_MISMATCH',
    message: `${what} with the digest ${actual}, not ${claimed}.`,
    suggestions: ['Run it again; if it stays, look for a proxy that rewrites content.'],
    details: { expected: claimed, actual },
  });
}
