/** Takes images out of the engine that lading put there, and nothing that anybody uses. */
import { AppError } from '../../errors/app-error.js';
import type { KeptImages } from '../../ports/kept-images.js';
import type { EngineClient } from './engine-client.js';
import { generalFailure, readEngineFailure } from './engine-failure.js';
import { imagePath, inspectImage } from './inspect-image.js';

export function createKeptImages(client: EngineClient): KeptImages {
  return {
    async discard(imageId) {
      const image = await inspectImage(client, imageId);
      if (!image) return true;
      if (image.tags.length > 0 || image.repositoryDigests.length > 0) return false;
      return remove(client, imageId);
    },
    async removeNames(isOurs) {
      let removed = 0;
      for (const name of await allNames(client))
        if (isOurs(name) && (await remove(client, name))) removed += 1;
      return removed;
    },
  };
}

async function allNames({ docker, endpoint }: EngineClient): Promise<readonly string[]> {
  try {
    const images = await docker.listImages({ digests: true });
    // Engines have null for none.
    return images.flatMap(({ RepoTags, RepoDigests }) => [...(RepoTags ?? []), ...(RepoDigests ?? [])]);
  } catch (error) {
    throw failure(error, 'listing images', endpoint);
  }
}

/**
 * False where a container or another image needs it. Its parents stay: the classic builder has no other cache.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Image/operation/ImageDelete
 */
async function remove({ docker, endpoint }: EngineClient, name: string): Promise<boolean> {
  try {
    await docker.getImage(imagePath(name)).remove({ noprune: true });
    return true;
  } catch (error) {
    const { status } = readEngineFailure(error);
    if (status === 404) return true;
    if (status === 409) return false;
    throw failure(error, `removing image ${name}`, endpoint);
  }
}

function failure(error: unknown, doing: string, endpoint: EngineClient['endpoint']): AppError {
  return (
    generalFailure(error, doing, endpoint) ??
    new AppError({
      code: 'REMOTE_REFUSED',
      message: `The container engine at ${endpoint.url} failed while ${doing}: ${readEngineFailure(error).text}`,
      suggestions: ['Look at what the engine says of itself: docker info'],
      cause: error,
    })
  );
}
