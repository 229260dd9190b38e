/** Builds the image for the function's architecture and says what came out. */
import { platformOf } from '../domain/architecture.js';
import type { DesiredDeployment } from '../domain/desired-deployment.js';
import { AppError } from '../errors/app-error.js';
import type { BuildEvent, ContainerEngine, LocalImage } from '../ports/container-engine.js';

export interface BuildOptions {
  readonly noCache?: boolean;
}

/** The image in the engine after a build. @throws BUILD_FAILED, DOCKERFILE_NOT_FOUND, ENGINE_UNREACHABLE, ARCHITECTURE_MISMATCH, INTERRUPTED */
export async function buildImage(
  desired: Pick<DesiredDeployment, 'image' | 'architecture'>,
  engine: ContainerEngine,
  options: BuildOptions,
  onEvent: (event: BuildEvent) => void,
  signal: AbortSignal,
): Promise<LocalImage> {
  const { context, dockerfile, target, args } = desired.image;
  const id = await engine.build(
    {
      context,
      dockerfile,
      args,
      platform: platformOf(desired.architecture),
      ...(target !== undefined && { target }),
      ...(options.noCache && { noCache: true }),
    },
    onEvent,
    signal,
  );
  const image = await engine.inspect(id);
  if (image) return image;
  throw new AppError({
    code: 'BUILD_FAILED',
    message: `The engine built ${id} and then did not know it any more.`,
    suggestions: [
      'Look for a clean-up job (docker system prune) that runs at the same time, then build again.',
    ],
  });
}
