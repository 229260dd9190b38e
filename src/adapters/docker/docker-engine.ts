/** The container engine behind the port, over the Engine API. */
import type { Readable } from 'node:stream';
import type { Digest } from '../../domain/digest.js';
import type {
  BuildEvent,
  BuildRequest,
  ContainerEngine,
  EngineFacts,
  ImageContainer,
  LocalImage,
  PushEvent,
  PushedImage,
  PushRequest,
} from '../../ports/container-engine.js';
import type { ImagePuller, PullEvent, PullRequest } from '../../ports/image-puller.js';
import { describeEngine } from './describe-engine.js';
import type { EngineSurroundings } from './docker-config.js';
import type { EngineClient } from './engine-client.js';
import { exportImage, loadImages } from './image-archive.js';
import { inspectImage } from './inspect-image.js';
import { pushImage } from './push-image.js';

export class DockerEngine implements ContainerEngine, ImagePuller {
  readonly #client: EngineClient;
  readonly #surroundings: EngineSurroundings;
  #facts: Promise<EngineFacts> | undefined;

  constructor(client: EngineClient, surroundings: EngineSurroundings) {
    this.#client = client;
    this.#surroundings = surroundings;
  }

  /** Asked once; an engine does not change under a command. */
  describe(): Promise<EngineFacts> {
    this.#facts ??= describeEngine(this.#client);
    return this.#facts;
  }

  async build(
    request: BuildRequest,
    onEvent: (event: BuildEvent) => void,
    signal: AbortSignal,
  ): Promise<Digest> {
    // Loaded here: tar, gRPC and protobuf are for builds only.
    const [{ buildImage }, { buildKit }] = await Promise.all([import('./build-image.js'), this.describe()]);
    const builder = buildKit && request.builder !== 'classic' ? 'buildkit' : 'classic';
    return buildImage({
      client: this.#client,
      request,
      builder,
      surroundings: this.#surroundings,
      onEvent,
      signal,
    });
  }

  async inspect(reference: string): Promise<LocalImage | undefined> {
    const image = await inspectImage(this.#client, reference);
    if (!image) return undefined;
    const { tags: _ours, ...local } = image;
    return local;
  }

  async push(
    request: PushRequest,
    onEvent: (event: PushEvent) => void,
    signal: AbortSignal,
  ): Promise<PushedImage> {
    return pushImage(this.#client, await this.describe(), request, onEvent, signal);
  }

  async pull(
    request: PullRequest,
    onEvent: (event: PullEvent) => void,
    signal: AbortSignal,
  ): Promise<Digest> {
    const { pullImage } = await import('./pull-image.js');
    return pullImage(this.#client, request, onEvent, signal);
  }

  exportImage(reference: string, signal: AbortSignal): Promise<Readable> {
    return exportImage(this.#client, reference, signal);
  }

  load(archive: Readable, signal: AbortSignal): Promise<readonly string[]> {
    return loadImages(this.#client, archive, signal);
  }

  async openFiles(imageId: Digest, signal: AbortSignal): Promise<ImageContainer> {
    const { openImageContainer } = await import('./image-container.js');
    return openImageContainer(this.#client, imageId, signal);
  }
}
