/** Resolves a reference in the registry that Lambda pulls from to one image: the tag to its digest, an index to its child. */
import type { Architecture } from '../domain/architecture.js';
import type { Digest } from '../domain/digest.js';
import { parseImageConfig, parseManifest, selectChild } from '../domain/image-manifest.js';
import type { Tag } from '../domain/image-reference.js';
import { type ImageReference, type RepositoryUri, repositoryUriOf } from '../domain/image-reference.js';
import { AppError } from '../errors/app-error.js';
import type { RegistryCredentials } from '../ports/container-engine.js';
import type { ImageRegistry, StoredManifest } from '../ports/image-registry.js';
import type { Candidate, StoredImage } from './candidate.js';

/** Costs two GETs, three for an index. @throws REFERENCE_INVALID without tag and digest, IMAGE_NOT_FOUND, IMAGE_IS_INDEX */
export async function resolveReference(
  reference: ImageReference,
  architecture: Architecture,
  registry: ImageRegistry,
  credentials: RegistryCredentials,
): Promise<Candidate> {
  const uri = repositoryUriOf(reference);
  const { image, ofIndex } = await readImage(uri, nameOf(reference), architecture, registry, credentials);
  const config = parseImageConfig(await registry.readBlob(uri, image.manifest.config.digest, credentials));
  return {
    id: image.manifest.config.digest,
    facts: config,
    origin: { kind: 'stored', image, ofIndex, ...(reference.tag && { tag: reference.tag }) },
  };
}

/** The single image behind a tag or digest. @throws IMAGE_NOT_FOUND, IMAGE_IS_INDEX */
export async function readImage(
  uri: RepositoryUri,
  name: Tag | Digest,
  architecture: Architecture,
  registry: ImageRegistry,
  credentials: RegistryCredentials,
): Promise<{ image: StoredImage; ofIndex: boolean }> {
  const stored = await registry.readManifest(uri, name, credentials);
  if (!stored) throw notFound(uri, name);
  return readImageIn(stored, uri, architecture, registry, credentials);
}

/** The single image of a manifest that was read already: costs nothing, for an index one GET. @throws IMAGE_NOT_FOUND, IMAGE_IS_INDEX */
export async function readImageIn(
  stored: StoredManifest,
  uri: RepositoryUri,
  architecture: Architecture,
  registry: ImageRegistry,
  credentials: RegistryCredentials,
): Promise<{ image: StoredImage; ofIndex: boolean }> {
  const manifest = parseManifest(stored.bytes, stored.mediaType);
  if (manifest.kind === 'manifest') return { image: { manifest, stored }, ofIndex: false };
  const child = selectChild(manifest, architecture).digest;
  const found = await registry.readManifest(uri, child, credentials);
  const parsed = found && parseManifest(found.bytes, found.mediaType);
  if (!found || parsed?.kind !== 'manifest') throw notFound(uri, child);
  return { image: { manifest: parsed, stored: found }, ofIndex: true };
}

/** The digest counts where both are written. @throws REFERENCE_INVALID for neither */
export function nameOf(reference: ImageReference): Tag | Digest {
  const name = reference.digest ?? reference.tag;
  if (name) return name;
  throw new AppError({
    code: 'REFERENCE_INVALID',
    message: `${repositoryUriOf(reference)} names neither a tag nor a digest, and Lambda has no default tag.`,
    suggestions: [`Write ${repositoryUriOf(reference)}:TAG or ${repositoryUriOf(reference)}@sha256:…`],
  });
}

function notFound(uri: RepositoryUri, name: string): AppError {
  const separator = name.startsWith('sha256:') ? '@' : ':';
  return new AppError({
    code: 'IMAGE_NOT_FOUND',
    message: `${uri}${separator}${name} does not exist in the registry. Nothing was changed.`,
    suggestions: ['Check tag, account and region, or push the image first: lading push'],
    details: { repository: uri, reference: name },
  });
}
