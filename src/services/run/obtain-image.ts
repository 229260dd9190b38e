/** Gets the image that is to be run into the engine: built, pulled, or there already. */
import { type Architecture, platformOf } from '../../domain/architecture.js';
import type { ObservedFunction } from '../../domain/function-state.js';
import {
  type ImageReference,
  imageUri,
  parseImageReference,
  repositoryUriOf,
} from '../../domain/image-reference.js';
import { AppError } from '../../errors/app-error.js';
import type { BuildEvent, LocalImage } from '../../ports/container-engine.js';
import type { PullEvent } from '../../ports/image-puller.js';
import { buildImage } from '../acquire-image.js';
import { resolveReference } from '../resolve-reference.js';
import { notThere } from './not-there.js';
import { imageOf } from './read-model.js';
import type { RunDeps, RunRequest } from './run-request.js';

export interface ImageProgress {
  onBuild(event: BuildEvent): void;
  onPull(event: PullEvent): void;
}

/**
 * Pulls only what the engine lacks; a tag is resolved by the registry each time.
 * @throws BUILD_FAILED, DOCKERFILE_NOT_FOUND, IMAGE_NOT_FOUND, IMAGE_IS_INDEX, ARCHITECTURE_MISMATCH and what pulling throws
 */
export async function obtainImage(
  { image, architecture }: Pick<RunRequest, 'image' | 'architecture'>,
  model: ObservedFunction | undefined,
  deps: RunDeps,
  progress: ImageProgress,
  signal: AbortSignal,
): Promise<LocalImage> {
  if (image.kind === 'build') {
    const { desired, noCache } = image;
    const wanted = { ...desired, architecture: architecture ?? model?.architecture ?? desired.architecture };
    const engine = await deps.engine();
    return inEngine(await buildImage(wanted, engine, { noCache }, progress.onBuild, signal));
  }
  if (image.kind === 'engine') {
    const found = await (await deps.engine()).inspect(image.reference);
    if (found) return found;
    throw notThere(image);
  }
  const reference = image.kind === 'stored' ? image.reference : parseImageReference(deployedImage(model));
  return pull(reference, architecture ?? model?.architecture, deps, progress, signal);
}

async function pull(
  reference: ImageReference,
  asked: Architecture | undefined,
  deps: RunDeps,
  { onPull }: ImageProgress,
  signal: AbortSignal,
): Promise<LocalImage> {
  const [engine, puller, account] = await Promise.all([deps.engine(), deps.puller(), deps.account()]);
  const [facts, { credentials }] = await Promise.all([engine.describe(), account.repositories.authorize()]);
  const architecture = asked ?? facts.architecture ?? 'x86_64';
  const { id, origin } = await resolveReference(reference, architecture, account.registry, credentials);
  const digest = origin.kind === 'stored' ? origin.image.manifest.digest : id;
  const uri = imageUri(repositoryUriOf(reference), digest);
  const request = { image: uri, platform: platformOf(architecture), credentials };
  const pulled = await engine.inspect(await puller.pull(request, onPull, signal));
  if (pulled) return pulled;
  throw gone(uri);
}

function deployedImage(model: ObservedFunction | undefined): string {
  if (model) return imageOf(model);
  throw new AppError({ code: 'INTERNAL', message: 'The deployed function was not read.' });
}

function inEngine({ id, origin }: Awaited<ReturnType<typeof buildImage>>): LocalImage {
  if (origin.kind === 'engine') return origin.image;
  throw gone(id);
}

function gone(image: string): AppError {
  return new AppError({
    code: 'IMAGE_NOT_FOUND',
    message: `The container engine had image ${image} a moment ago and does not have it any more.`,
    suggestions: ['Look for a clean-up job (docker system prune) that runs at the same time.'],
    details: { image },
  });
}
