/** Gets hold of the image in the engine: builds it, or takes one that is there. */
import { platformOf } from '../domain/architecture.js';
import type { DesiredDeployment } from '../domain/desired-deployment.js';
import { AppError } from '../errors/app-error.js';
import type { BuildEvent, ContainerEngine, LocalImage } from '../ports/container-engine.js';
import type { Candidate } from './candidate.js';

export interface BuildOptions {
  readonly noCache: boolean;
}

/** @throws BUILD_FAILED, DOCKERFILE_NOT_FOUND, ARCHITECTURE_MISMATCH, INTERRUPTED */
export async function buildImage(
  desired: Pick<DesiredDeployment, 'image' | 'architecture'>,
  engine: ContainerEngine,
  { noCache }: BuildOptions,
  onEvent: (event: BuildEvent) => void,
  signal: AbortSignal,
): Promise<Candidate> {
  const { context, dockerfile, target, args } = desired.image;
  const id = await engine.build(
    {
      context,
      dockerfile,
      args,
      platform: platformOf(desired.architecture),
      ...(target !== undefined && { target }),
      ...(noCache && { noCache }),
    },
    onEvent,
    signal,
  );
  const image = await engine.inspect(id);
  if (image) return fromEngine(image);
  throw new AppError({
    code: 'BUILD_FAILED',
    message: `The engine built ${id} and then did not know it any more.`,
    suggestions: [
      'Look for a clean-up job (docker system prune) that runs at the same time, then build again.',
    ],
  });
}

/** @throws IMAGE_NOT_FOUND when the engine does not have it; nothing is pulled */
export async function takeImage(reference: string, engine: ContainerEngine): Promise<Candidate> {
  const image = await engine.inspect(reference);
  if (image) return fromEngine(image);
  throw new AppError({
    code: 'IMAGE_NOT_FOUND',
    message: `The container engine has no image ${reference}. Nothing was changed.`,
    suggestions: [
      `Pull or build it first: docker pull ${reference}`,
      'Leave out --image to build from the Dockerfile.',
    ],
    details: { image: reference },
  });
}

function fromEngine(image: LocalImage): Candidate {
  const { id, size, ...facts } = image;
  return { id, facts: { ...facts, uncompressedBytes: size }, origin: { kind: 'engine', image } };
}
