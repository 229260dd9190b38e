/** Puts a manifest, and maybe a tag, into a repository: what PutImage and the registry's manifest PUT have in common. */
import {
  imageDigestDoesNotMatch,
  imageTagAlreadyExists,
  invalidParameter,
  layersNotFound,
  type NamedRepository,
  referencedImagesNotFound,
} from './ecr-errors.js';
import type { EcrContext, ImageRow, RepositoryRow } from './ecr-tables.js';
import { findRepository, type RepositoryAddress } from './find-repository.js';
import { type PushedManifest, readPushedManifest } from './pushed-manifest.js';
import { isTagImmutable } from './tag-mutability.js';

export interface ImagePush extends RepositoryAddress {
  readonly manifest: Buffer;
  readonly mediaType?: string | undefined;
  readonly tag?: string | undefined;
  /** What the pusher believes the digest to be. */
  readonly digest?: string | undefined;
}

export interface PutImageOutcome {
  readonly image: ImageRow;
  /** `unchanged`: the same manifest already was there under this tag, or without one was asked for. */
  readonly kind: 'stored' | 'unchanged';
}

const tagShape = /^[a-zA-Z0-9_][a-zA-Z0-9._-]*$/;

/**
 * Stores the image and points the tag at it. Repeatable, except where the tag is immutable: there ECR refuses even the
 * identical image (https://github.com/aws/containers-roadmap/issues/2179).
 * @throws WireError RepositoryNotFound, InvalidParameter, ImageTagAlreadyExists, ImageDigestDoesNotMatch, LayersNotFound or
 *   ReferencedImagesNotFound …Exception
 */
export async function putImage(context: EcrContext, push: ImagePush): Promise<PutImageOutcome> {
  admit(context, push);
  await context.blobs.save(push.manifest);
  // Others may have deleted the repository or taken the tag while the manifest was written; from here on nothing waits.
  return commit(context, push, admit(context, push));
}

function admit(context: EcrContext, push: ImagePush): PushedManifest {
  const { repository, named } = findRepository(context, push);
  // Before the manifest is read: docker repeats a refused push in an old format, and shows only the last refusal.
  if (push.tag !== undefined) admitTag(context, repository, named, push.tag);
  const manifest = readPushedManifest(push.manifest, push.mediaType);
  if (push.digest !== undefined && push.digest !== manifest.digest) {
    throw imageDigestDoesNotMatch(named, push.digest);
  }
  const { layers, images } = context.tables;
  const missing = manifest.requiredLayers.filter(
    (digest) => layers.get(`${named.name}@${digest}`) === undefined,
  );
  if (missing.length > 0) throw layersNotFound(named, missing);
  const absent = manifest.children.filter((digest) => !images.get(`${named.name}@${digest}`));
  if (absent.length > 0) throw referencedImagesNotFound(named, absent);
  return manifest;
}

function admitTag(context: EcrContext, repository: RepositoryRow, named: NamedRepository, tag: string): void {
  if (tag.length > 300) throw invalidParameter('imageTag', 'must have length less than or equal to 300');
  if (!tagShape.test(tag)) {
    throw invalidParameter('imageTag', "must satisfy regular expression '[a-zA-Z0-9-_.]+'");
  }
  const taken = context.tables.tags.get(`${repository.name}:${tag}`) !== undefined;
  if (taken && isTagImmutable(repository, tag)) throw imageTagAlreadyExists(named, tag);
}

function commit(context: EcrContext, push: ImagePush, manifest: PushedManifest): PutImageOutcome {
  const { images, tags } = context.tables;
  const name = push.repositoryName;
  const known = images.get(`${name}@${manifest.digest}`);
  const image = known ?? imageRow(context, name, manifest);
  if (!known) images.put(`${name}@${image.digest}`, image);
  if (push.tag === undefined) return { image, kind: known ? 'unchanged' : 'stored' };
  const moved = tags.get(`${name}:${push.tag}`) !== image.digest;
  if (moved) tags.put(`${name}:${push.tag}`, image.digest);
  return { image, kind: moved ? 'stored' : 'unchanged' };
}

function imageRow(context: EcrContext, repository: string, manifest: PushedManifest): ImageRow {
  const { digest, mediaType, artifactMediaType, layers, children, subject } = manifest;
  const childSizes = children.map(
    (child) => context.tables.images.get(`${repository}@${child}`)?.sizeInBytes ?? 0,
  );
  const ownSize = layers.reduce((sum, layer) => sum + layer.size, 0);
  return {
    repository,
    digest,
    mediaType,
    ...(artifactMediaType !== undefined && { artifactMediaType }),
    sizeInBytes: Math.max(ownSize, ...childSizes),
    pushedAt: context.clock(),
    layers,
    children,
    ...(subject !== undefined && { subject }),
  };
}
