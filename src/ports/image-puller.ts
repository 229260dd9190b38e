/** Gets an image of a registry into the container engine. Implemented over dockerode. */
import type { Platform } from '../domain/architecture.js';
import type { Digest } from '../domain/digest.js';
import type { ImageUri } from '../domain/image-reference.js';
import type { RegistryCredentials } from './container-engine.js';

export interface PullRequest {
  /** Pinned: whatever a tag says meanwhile, this is what comes. */
  readonly image: ImageUri;
  readonly platform: Platform;
  /** For this one request. */
  readonly credentials: RegistryCredentials;
}

export interface PullEvent {
  readonly layer: string;
  readonly status: 'downloading' | 'extracting' | 'done';
  /** Bytes, compressed. */
  readonly current?: number;
  readonly total?: number;
}

export interface ImagePuller {
  /**
   * The engine's id of the image; asks no registry when the engine has it.
   * @throws IMAGE_NOT_FOUND, ACCESS_DENIED, CREDENTIALS_REFUSED, THROTTLED, REMOTE_REFUSED, ENGINE_UNREACHABLE, INTERRUPTED
   */
  pull(request: PullRequest, onEvent: (event: PullEvent) => void, signal: AbortSignal): Promise<Digest>;
}
