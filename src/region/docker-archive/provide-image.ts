/** Sees to it that the container engine has an image of the region's registry. */
import type { Digest } from '../../domain/digest.js';
import { AppError } from '../../errors/app-error.js';
import type { ContainerEngine } from '../../ports/container-engine.js';
import type { Blobs } from '../blobs.js';
import type { ImageLookup } from '../lambda/image-source.js';
import { regionImageName } from './region-image-name.js';

/**
 * The engine's id of the image that `imageUri` names, which carries a digest. An image that was built on this engine is there
 * already; any other is loaded, under a name that tells where it comes from.
 * @throws IMAGE_NOT_FOUND where the region does not have it any more, IMAGE_UNSUITABLE, ENGINE_UNREACHABLE, INTERRUPTED
 */
export type ImageProvider = (
  functionName: string,
  imageUri: string,
  engine: ContainerEngine,
  signal: AbortSignal,
) => Promise<Digest>;

export interface ImageProviderDeps {
  readonly blobs: Blobs;
  readonly lookUpImage: ImageLookup;
}

export function createImageProvider({ blobs, lookUpImage }: ImageProviderDeps): ImageProvider {
  return async (functionName, imageUri, engine, signal) => {
    const answer = await lookUpImage(imageUri);
    if (answer.kind !== 'found' || answer.manifest.kind === 'index') throw missing(imageUri);
    const { manifest } = answer;
    const name = regionImageName(functionName, manifest.digest);
    // Only a graph driver's ids are config digests; a containerd store finds what was loaded by its name.
    const present = (await engine.inspect(manifest.config.digest)) ?? (await engine.inspect(name));
    if (present) return present.id;
    const { packImage } = await import('./pack-image.js');
    await engine.load(packImage(blobs, manifest, name), signal);
    const loaded = await engine.inspect(name);
    if (!loaded) throw missing(imageUri);
    return loaded.id;
  };
}

function missing(imageUri: string): AppError {
  return new AppError({
    code: 'IMAGE_NOT_FOUND',
    message: `The local region has no image ${imageUri} to run.`,
    suggestions: ['Deploy the function again: lading deploy --local'],
    details: { image: imageUri },
  });
}
