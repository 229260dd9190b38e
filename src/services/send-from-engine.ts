/** Brings an image of the engine into the repository: by the engine's own push, or from here where it cannot reach the registry. */
import { platformOf } from '../domain/architecture.js';
import { type Digest, shortDigest } from '../domain/digest.js';
import { parseImageReference, parseTag, type RepositoryUri, type Tag } from '../domain/image-reference.js';
import { isLoopbackHost } from '../domain/loopback-host.js';
import { AppError } from '../errors/app-error.js';
import type { ContainerEngine, LocalImage, PushEvent } from '../ports/container-engine.js';
import type { DeployDeps } from './deploy-deps.js';
import { explainRetries } from './explain-retries.js';
import type { PushReport, PushTask, SentImage } from './push-task.js';
import { readImageIn } from './resolve-reference.js';
import { sendContent } from './send-content.js';

type EngineDeps = Pick<DeployDeps, 'engine' | 'registry' | 'repositories' | 'archives' | 'effects'>;

/**
 * A registry on loopback is the local region, on this machine; an engine elsewhere, or in a virtual machine, finds nothing
 * there. Where that is known the image is taken out of the engine and sent by our own client, and also where it turns out.
 * @throws PUSH_FAILED, REPOSITORY_NOT_FOUND, ACCESS_DENIED, DIGEST_MISMATCH, IMAGE_IS_INDEX, TAG_IMMUTABLE, INTERRUPTED
 */
export async function sendFromEngine(
  local: LocalImage,
  task: PushTask,
  deps: EngineDeps,
  { onEvent, note }: PushReport,
  signal: AbortSignal,
): Promise<SentImage> {
  const container = await deps.engine();
  const onLoopback = isLoopbackHost(parseImageReference(task.repository).host);
  if (onLoopback && (await container.describe()).loopback === 'its own') {
    note(
      'The engine runs elsewhere and cannot reach this machine’s local region: the image is sent from here.',
    );
    return exportAndSend(container, local, task, deps, onEvent, signal);
  }
  try {
    return await pushByEngine(container, local, task, deps, onEvent, signal);
  } catch (error) {
    if (!onLoopback || !isRefusedConnection(error)) throw error;
    note('The engine does not reach the local region: the image is sent from here.');
    return exportAndSend(container, local, task, deps, onEvent, signal);
  }
}

async function exportAndSend(
  container: ContainerEngine,
  local: LocalImage,
  task: PushTask,
  deps: EngineDeps,
  onEvent: (event: PushEvent) => void,
  signal: AbortSignal,
): Promise<SentImage> {
  const archive = await container.exportImage(local.id, signal);
  const content = await deps.archives.receive(archive, task.architecture, signal);
  return sendContent(content, task, deps, onEvent, signal);
}

async function pushByEngine(
  container: ContainerEngine,
  local: LocalImage,
  task: PushTask,
  { registry, repositories, effects }: EngineDeps,
  onEvent: (event: PushEvent) => void,
  signal: AbortSignal,
): Promise<SentImage> {
  const { repository, architecture, credentials } = task;
  const { tag } = task.lookup;
  const request = { imageId: local.id, repository, tag, platform: platformOf(architecture), credentials };
  const push = (tell: typeof onEvent, stop: AbortSignal) => container.push(request, tell, stop);
  const pushed = await explainRetries(push, task, repositories, onEvent, signal);
  effects.did(`pushed ${repository}:${tag} (${shortDigest(pushed.digest)})`);
  // The registry's own word on what the tag names now, never only the engine's.
  const top = await registry.readManifest(repository, tag, credentials);
  if (top?.digest !== pushed.digest) throw movedTag(repository, tag, pushed.digest, top?.digest);
  const { image, ofIndex } = await readImageIn(top, repository, architecture, registry, credentials);
  return {
    image,
    layers: pushed.layers.pushed,
    untagged: ofIndex ? [parseTag(`${tag}-${architecture}`)] : [],
  };
}

function isRefusedConnection(error: unknown): boolean {
  return error instanceof AppError && error.code === 'PUSH_FAILED' && error.details.connection === 'refused';
}

function movedTag(repository: RepositoryUri, tag: Tag, pushed: Digest, found: Digest | undefined): AppError {
  return new AppError({
    code: 'DIGEST_MISMATCH',
    message: `The engine pushed ${repository}:${tag} as ${pushed}, but the registry says it is ${found ?? 'missing'}. Lambda was not called.`,
    suggestions: [
      'Somebody else pushes this tag at the same time; run the command again when they are done.',
    ],
    details: { repository, tag, pushed, found: found ?? null },
  });
}
