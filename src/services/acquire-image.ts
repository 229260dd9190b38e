/** Gets hold of the image: built by the engine, one that it has, or one in an archive. */
import { type Architecture, platformOf } from '../domain/architecture.js';
import type { DesiredDeployment } from '../domain/desired-deployment.js';
import { AppError } from '../errors/app-error.js';
import type { BuildEvent, ContainerEngine, LocalImage } from '../ports/container-engine.js';
import type { ImageArchives } from '../ports/image-archive.js';
import type { ImageContent } from '../ports/image-content.js';
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

/** @throws IMAGE_NOT_FOUND when the engine does not have it; nothing is pulled. ENGINE_UNREACHABLE */
export async function takeImage(
  reference: string,
  engine: () => Promise<ContainerEngine>,
): Promise<Candidate> {
  const container = await engine().catch((error: unknown) => {
    throw withCopyHint(error, reference);
  });
  const image = await container.inspect(reference);
  if (image) return fromEngine(image);
  throw new AppError({
    code: 'IMAGE_NOT_FOUND',
    message: `The container engine has no image ${reference}. Nothing was changed.`,
    suggestions: [
      `Have the engine get it: docker pull ${reference}`,
      `If it is in ECR, write all of the reference: ACCOUNT.dkr.ecr.REGION.amazonaws.com/${withoutHost(reference)}`,
      copyFirst(reference),
    ],
    details: { image: reference },
  });
}

/** The image of a file or folder; no engine is asked. @throws ARCHIVE_INVALID, IMAGE_IS_INDEX, FILE_UNREADABLE, DISK_UNWRITABLE */
export async function openArchive(
  path: string,
  architecture: Architecture,
  archives: ImageArchives,
  signal: AbortSignal,
): Promise<Candidate> {
  return fromContent(await archives.open(path, architecture, signal));
}

/** An image that can be sent blob by blob. */
export function fromContent(content: ImageContent): Candidate {
  const { id, config, uncompressedBytes } = content;
  const facts = { ...config, ...(uncompressedBytes !== undefined && { uncompressedBytes }) };
  return { id, facts, origin: { kind: 'content', content } };
}

/** Without an engine a reference may still be one that can be copied. */
function withCopyHint(error: unknown, reference: string): unknown {
  if (!(error instanceof AppError) || error.code !== 'ENGINE_UNREACHABLE' || !reference.includes('/'))
    return error;
  const { code, message, suggestions, details } = error;
  return new AppError({
    code,
    message,
    suggestions: [...suggestions, copyFirst(reference)],
    details,
    cause: error,
  });
}

function copyFirst(reference: string): string {
  return `To deploy from another registry, copy it, as Lambda pulls from ECR alone: lading push --from ${reference}, then deploy what that prints: lading deploy --image …@sha256:…`;
}

function withoutHost(reference: string): string {
  return reference.replace(/^[^/]*[.:][^/]*\//, '');
}

function fromEngine(image: LocalImage): Candidate {
  const { id, size, ...facts } = image;
  return { id, facts: { ...facts, uncompressedBytes: size }, origin: { kind: 'engine', image } };
}
