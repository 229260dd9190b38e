/** Reads what the engine knows about one image. */
import { parseDigest } from '../../domain/digest.js';
import { AppError } from '../../errors/app-error.js';
import type { LocalImage } from '../../ports/container-engine.js';
import type { EngineClient } from './engine-client.js';
import { generalFailure, readEngineFailure } from './engine-failure.js';

export interface InspectedImage extends LocalImage {
  /** `name:tag`, all that the engine has for this image. */
  readonly tags: readonly string[];
}

/** The parts of the answer that are read; engines since 29 leave empty ones out, older ones say null. */
interface WireImage {
  readonly Id: string;
  readonly Os?: string;
  readonly Architecture?: string;
  readonly Size?: number;
  readonly RepoTags?: readonly string[] | null;
  readonly RepoDigests?: readonly string[] | null;
  readonly RootFS?: { readonly Layers?: readonly string[] | null };
  readonly Config?: {
    readonly Entrypoint?: readonly string[] | string | null;
    readonly Cmd?: readonly string[] | string | null;
    readonly WorkingDir?: string;
    readonly Env?: readonly string[] | null;
  } | null;
}

/**
 * Undefined when the engine does not have it. One GET.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Image/operation/ImageInspect
 * @throws REFERENCE_INVALID, ENGINE_UNREACHABLE, REMOTE_REFUSED
 */
export async function inspectImage(
  client: EngineClient,
  reference: string,
): Promise<InspectedImage | undefined> {
  try {
    const image: unknown = await client.docker.getImage(imagePath(reference)).inspect();
    return toLocalImage(image as WireImage);
  } catch (error) {
    const { status, text } = readEngineFailure(error);
    if (status === 404) return undefined;
    const general = generalFailure(error, `looking at image ${reference}`, client.endpoint);
    if (general) throw general;
    throw new AppError({
      code: status === 400 ? 'REFERENCE_INVALID' : 'REMOTE_REFUSED',
      message: `The container engine refused to look at image "${reference}": ${text}`,
      suggestions: ['List what it has: docker images --digests'],
      cause: error,
    });
  }
}

/** A reference as a path: slashes and colons stay, whatever else could end the path is escaped. */
export function imagePath(reference: string): string {
  return encodeURI(reference).replace(/[?#]/g, encodeURIComponent);
}

function toLocalImage(image: WireImage): InspectedImage {
  const config = image.Config ?? {};
  return {
    id: parseDigest(image.Id),
    os: image.Os ?? '',
    architecture: image.Architecture ?? '',
    size: image.Size ?? 0,
    layerCount: image.RootFS?.Layers?.length ?? 0,
    diffIds: image.RootFS?.Layers ?? [],
    entryPoint: words(config.Entrypoint),
    command: words(config.Cmd),
    workingDirectory: config.WorkingDir ?? '',
    environment: config.Env ?? [],
    tags: (image.RepoTags ?? []).filter((tag) => tag !== '<none>:<none>'),
    repositoryDigests: image.RepoDigests ?? [],
  };
}

function words(value: readonly string[] | string | null | undefined): readonly string[] {
  return typeof value === 'string' ? [value] : (value ?? []);
}
