/** Makes an image of another registry ready to be copied, blob by blob and without an engine. */
import type { Architecture } from '../domain/architecture.js';
import { parseImageConfig } from '../domain/image-manifest.js';
import { type ImageReference, repositoryUriOf } from '../domain/image-reference.js';
import { AppError } from '../errors/app-error.js';
import type { BlobSource } from '../ports/blob-store.js';
import type { RegistryCredentials } from '../ports/container-engine.js';
import type { RegistryAuthorization } from '../ports/image-repository.js';
import { fromContent } from './acquire-image.js';
import type { Candidate, StoredImage } from './candidate.js';
import type { DeployDeps } from './deploy-deps.js';
import { nameOf, readImage } from './resolve-reference.js';

type CopyDeps = Pick<DeployDeps, 'registry' | 'logins'>;

/** An image can be read without logging in, from a registry that allows it. */
const anonymous: RegistryCredentials = { username: '', password: '' };

/**
 * The manifest stays byte for byte, so its digest does too; of an index it is that of the child for the architecture. Costs two
 * GETs, three for an index; layers are read when they are sent. @throws IMAGE_NOT_FOUND, IMAGE_IS_INDEX, CREDENTIALS_REFUSED,
 * ACCESS_DENIED, REMOTE_UNAVAILABLE
 */
export async function readForeignImage(
  reference: ImageReference,
  architecture: Architecture,
  authorization: RegistryAuthorization,
  { registry, logins }: CopyDeps,
): Promise<Candidate> {
  const uri = repositoryUriOf(reference);
  const credentials = (await credentialsFor(reference, authorization, logins)) ?? anonymous;
  try {
    const { image } = await readImage(uri, nameOf(reference), architecture, registry, credentials);
    const bytes = await registry.readBlob(uri, image.manifest.config.digest, credentials);
    const blobs = sources(image).map(
      ({ digest, size }): BlobSource => ({
        digest,
        size,
        async *open(offset) {
          yield* await registry.openBlob(uri, digest, credentials, offset);
        },
      }),
    );
    return fromContent({
      id: image.manifest.digest,
      config: parseImageConfig(bytes),
      names: [uri],
      pack: async () => ({ manifest: image.stored, blobs }),
    });
  } catch (error) {
    throw withLoginHint(error, reference, credentials === anonymous);
  }
}

/** ECR's token is good for the registry that it was given for and for others of its region; nobody else is told it. */
async function credentialsFor(
  { host, ecr }: ImageReference,
  { credentials, proxyEndpoint }: RegistryAuthorization,
  logins: CopyDeps['logins'],
): Promise<RegistryCredentials | undefined> {
  const own = new URL(proxyEndpoint).host;
  const sameRegion = ecr !== undefined && host.slice(ecr.account.length) === own.slice(ecr.account.length);
  return host === own || sameRegion ? credentials : logins.find(host);
}

/** The config and the layers, each blob once. */
function sources({ manifest }: StoredImage) {
  return [...new Map([manifest.config, ...manifest.layers].map((each) => [each.digest, each])).values()];
}

function withLoginHint(error: unknown, { host, ecr }: ImageReference, withoutLogin: boolean): unknown {
  if (!(error instanceof AppError)) return error;
  const { code, message, suggestions, details } = error;
  if (code !== 'CREDENTIALS_REFUSED' && code !== 'ACCESS_DENIED') return error;
  const login = ecr
    ? `aws ecr get-login-password --region ${ecr.region} | docker login --username AWS --password-stdin ${host}`
    : `docker login ${host}`;
  const hint = withoutLogin
    ? `Log in first, lading uses what Docker remembers: ${login}`
    : `Log in again: ${login}`;
  return new AppError({ code, message, suggestions: [hint, ...suggestions], details, cause: error });
}
