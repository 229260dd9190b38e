/** ECR's refusals, in its own words; the registry answers the same texts under the distribution API's codes. */
import type { Digest } from '../../domain/digest.js';
import { WireError } from '../wire/wire-error.js';

/** A repository as messages name it. */
export interface NamedRepository {
  readonly registryId: string;
  readonly name: string;
}

/** `Invalid parameter at 'imageTag' failed to satisfy constraint: '…'`: ECR's form for every broken constraint. */
export function invalidParameter(member: string, constraint: string): WireError {
  const text = `Invalid parameter at '${member}' failed to satisfy constraint: '${constraint}'`;
  return new WireError('InvalidParameterException', text, 400);
}

export function repositoryNotFound({ name, registryId }: NamedRepository): WireError {
  const text = `The repository with name '${name}' does not exist in the registry with id '${registryId}'`;
  return new WireError('RepositoryNotFoundException', text, 400);
}

export function repositoryAlreadyExists({ name, registryId }: NamedRepository): WireError {
  const text = `The repository with name '${name}' already exists in the registry with id '${registryId}'`;
  return new WireError('RepositoryAlreadyExistsException', text, 400);
}

export function repositoryNotEmpty({ name, registryId }: NamedRepository): WireError {
  const text = `The repository with name '${name}' in registry with id '${registryId}' cannot be deleted because it still contains images`;
  return new WireError('RepositoryNotEmptyException', text, 400);
}

export function repositoryPolicyNotFound({ name, registryId }: NamedRepository): WireError {
  const text = `Repository policy does not exist for the repository with name '${name}' in the registry with id '${registryId}'`;
  return new WireError('RepositoryPolicyNotFoundException', text, 400);
}

export function lifecyclePolicyNotFound({ name, registryId }: NamedRepository): WireError {
  const text = `Lifecycle policy does not exist for the repository with name '${name}' in the registry with id '${registryId}'`;
  return new WireError('LifecyclePolicyNotFoundException', text, 400);
}

export function imageNotFound(
  { name, registryId }: NamedRepository,
  id: { readonly imageTag?: string | undefined; readonly imageDigest?: string | undefined },
): WireError {
  const image = `{imageDigest:'${id.imageDigest ?? 'null'}', imageTag:'${id.imageTag ?? 'null'}'}`;
  const text = `The image with imageId ${image} does not exist within the repository with name '${name}' in the registry with id '${registryId}'`;
  return new WireError('ImageNotFoundException', text, 400);
}

export function imageAlreadyExists(
  { name, registryId }: NamedRepository,
  digest: Digest,
  tag?: string,
): WireError {
  const text = `Image with digest '${digest}' and tag '${tag ?? 'null'}' already exists in the repository with name '${name}' in registry with id '${registryId}'`;
  return new WireError('ImageAlreadyExistsException', text, 400);
}

/** The text that docker prints after `tag invalid:`; the same for an identical digest (aws/containers-roadmap#2179). */
export function imageTagAlreadyExists({ name }: NamedRepository, tag: string): WireError {
  const text = `The image tag '${tag}' already exists in the '${name}' repository and cannot be overwritten because the tag is immutable.`;
  return new WireError('ImageTagAlreadyExistsException', text, 400);
}

export function imageDigestDoesNotMatch({ name, registryId }: NamedRepository, digest: string): WireError {
  const text = `The image with digest '${digest}' in repository '${name}' and registry ID '${registryId}' does not match the image digest that Amazon ECR has calculated.`;
  return new WireError('ImageDigestDoesNotMatchException', text, 400);
}

export function layersNotFound(repository: NamedRepository, digests: readonly string[]): WireError {
  return new WireError('LayersNotFoundException', required('Layers', repository, digests), 400);
}

export function referencedImagesNotFound(repository: NamedRepository, digests: readonly string[]): WireError {
  return new WireError('ReferencedImagesNotFoundException', required('Images', repository, digests), 400);
}

export function uploadNotFound({ name, registryId }: NamedRepository, uploadId: string): WireError {
  const text = `Upload with id '${uploadId}' does not exist for the repository with name '${name}' in the registry with id '${registryId}'`;
  return new WireError('UploadNotFoundException', text, 400);
}

function required(what: string, { name, registryId }: NamedRepository, digests: readonly string[]): string {
  return `${what} with digests '[${digests.join(', ')}]' required for pushing image into repository with name '${name}' in the registry with id '${registryId}' do not exist`;
}
