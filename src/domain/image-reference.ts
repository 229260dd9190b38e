/** Parses image references and says where they live: host, repository, tag or digest, and for ECR the account and region. */
import { AppError } from '../errors/app-error.js';
import { type Digest, isDigest } from './digest.js';

export type RepositoryName = string & { readonly __brand: 'RepositoryName' };
/** `host[:port]/name`, without tag or digest. */
export type RepositoryUri = string & { readonly __brand: 'RepositoryUri' };
export type Tag = string & { readonly __brand: 'Tag' };
/** `host/name@sha256:…`: what Lambda is given. */
export type ImageUri = string & { readonly __brand: 'ImageUri' };

export interface ImageReference {
  readonly host: string;
  readonly repository: RepositoryName;
  readonly tag?: Tag;
  readonly digest?: Digest;
  /** Present when the host is a private ECR registry. */
  readonly ecr?: { readonly account: string; readonly region: string; readonly fips: boolean };
}

const hostShape =
  /^(?:localhost|[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+|\[[0-9a-fA-F:]+\])(?::\d+)?$|^[a-zA-Z0-9-]+:\d+$/;
// https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
export const repositoryShape =
  /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
/** What `repositoryShape` and its lengths allow, in words. */
export const repositoryNames = '2 to 256 lower-case letters and digits, separated by . _ - or /';
// https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
const tagShape = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
// The DNS suffixes of AWS's partitions: a host that only looks alike must never count as an AWS account's registry.
const ecrHost =
  /^(\d{12})\.dkr[.-]ecr(-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.(?:com|com\.cn|eu)|on\.aws|on\.amazonwebservices\.(?:com\.cn|eu)|c2s\.ic\.gov|sc2s\.sgov\.gov|csp\.hci\.ic\.gov|cloud\.adc-e\.uk)$/;

/**
 * A full reference: `host/name`, `host/name:tag`, `host/name@sha256:…` or `host/name:tag@sha256:…`.
 * @throws REFERENCE_INVALID naming the part that is wrong.
 */
export function parseImageReference(text: string): ImageReference {
  const slash = text.indexOf('/');
  const host = slash > 0 ? text.slice(0, slash) : '';
  if (!hostShape.test(host))
    throw invalid(
      text,
      'it does not start with a registry host, as in 123456789012.dkr.ecr.eu-west-1.amazonaws.com/name',
    );
  const [path, digestText] = splitOnce(text.slice(slash + 1), '@');
  if (digestText !== undefined && !isDigest(digestText))
    throw invalid(text, `"${digestText}" is not a digest`);
  const [name, tagText] = splitOnce(path, ':');
  const repository = parseRepositoryName(name);
  const ecr = parseEcrHost(host);
  return {
    host,
    repository,
    ...(tagText !== undefined && { tag: parseTag(tagText) }),
    ...(digestText !== undefined && { digest: digestText }),
    ...(ecr && { ecr }),
  };
}

export function isRepositoryName(text: string): text is RepositoryName {
  return text.length >= 2 && text.length <= 256 && repositoryShape.test(text);
}

/** @throws REFERENCE_INVALID: 2–256 lower-case characters, digits and `._-/`. */
export function parseRepositoryName(text: string): RepositoryName {
  if (isRepositoryName(text)) return text;
  throw new AppError({
    code: 'REFERENCE_INVALID',
    message: `"${text}" is not an ECR repository name: ${repositoryNames}.`,
    ...(text !== text.toLowerCase() && { suggestions: [`Names have no capitals: ${text.toLowerCase()}`] }),
  });
}

/** @throws REFERENCE_INVALID: up to 128 letters, digits and `._-`, not starting with `.` or `-`. */
export function parseTag(text: string): Tag {
  if (tagShape.test(text)) return text as Tag;
  throw new AppError({
    code: 'REFERENCE_INVALID',
    message: `"${text}" is not an image tag: 1 to 128 letters, digits, . _ or -, starting with a letter, digit or _.`,
  });
}

/** @throws REFERENCE_INVALID when the text carries a tag or digest, or is not `host/name`. */
export function parseRepositoryUri(text: string): RepositoryUri {
  const reference = parseImageReference(text);
  if (reference.tag || reference.digest) throw invalid(text, 'a repository URI carries no tag or digest');
  return text as RepositoryUri;
}

export function repositoryUriOf(reference: ImageReference): RepositoryUri {
  return `${reference.host}/${reference.repository}` as RepositoryUri;
}

/** `repository@sha256:…`, the pinned form. */
export function imageUri(repository: RepositoryUri, digest: Digest): ImageUri {
  return `${repository}@${digest}` as ImageUri;
}

function parseEcrHost(host: string): ImageReference['ecr'] {
  const match = ecrHost.exec(host);
  if (!match?.[1] || !match[3]) return undefined;
  return { account: match[1], region: match[3], fips: match[2] !== undefined };
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function invalid(text: string, why: string): AppError {
  return new AppError({ code: 'REFERENCE_INVALID', message: `"${text}" is not an image reference: ${why}.` });
}
