/** What an image's configuration says that a sandbox has to know. */
import { posix } from 'node:path';
import type { Digest } from '../../../domain/digest.js';
import { AppError } from '../../../errors/app-error.js';
import type { EngineClient } from '../engine-client.js';
import { isAbsent, sandboxFailure } from './sandbox-failure.js';

export interface SandboxImage {
  readonly id: Digest;
  readonly command: readonly string[];
  readonly workingDirectory: string;
  /** Absolute paths of its VOLUME instructions. */
  readonly volumes: readonly string[];
}

interface WireImage {
  readonly Config?: {
    readonly Cmd?: readonly string[] | null;
    readonly WorkingDir?: string;
    readonly Volumes?: Readonly<Record<string, unknown>> | null;
  } | null;
}

/**
 * One request. https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Image/operation/ImageInspect
 * @throws IMAGE_NOT_FOUND, SANDBOX_FAILED, ENGINE_UNREACHABLE
 */
export async function readSandboxImage(client: EngineClient, id: Digest): Promise<SandboxImage> {
  try {
    const { Config } = (await client.docker.getImage(id).inspect()) as unknown as WireImage;
    return {
      id,
      command: Config?.Cmd ?? [],
      workingDirectory: Config?.WorkingDir ?? '',
      volumes: Object.keys(Config?.Volumes ?? {}).map((path) => posix.resolve('/', path)),
    };
  } catch (error) {
    if (!isAbsent(error)) throw sandboxFailure(error, `looking at image ${id}`, client.endpoint);
    throw new AppError({
      code: 'IMAGE_NOT_FOUND',
      message: `The container engine at ${client.endpoint.url} has no image ${id}.`,
      suggestions: ['List what it has: docker images --digests --no-trunc'],
      details: { imageId: id },
      cause: error,
    });
  }
}
