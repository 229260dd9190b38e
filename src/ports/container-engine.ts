/** The container engine, as the pipeline needs it: build, look, push. Implemented over dockerode. */
import type { Architecture, Platform } from '../domain/architecture.js';
import type { Digest } from '../domain/digest.js';
import type { RepositoryUri, Tag } from '../domain/image-reference.js';

export interface EngineFacts {
  /** Where it answers, e.g. `unix:///var/run/docker.sock`. */
  readonly endpoint: string;
  readonly version: string;
  readonly apiVersion: string;
  readonly architecture: Architecture | undefined;
  /** `containerd` stores push an index where a `graph-driver` store pushes one manifest. */
  readonly imageStore: 'graph-driver' | 'containerd';
  readonly buildKit: boolean;
}

export interface BuildRequest {
  /** Absolute folder. */
  readonly context: string;
  /** Path of the Dockerfile relative to the context, or absolute when it lies outside of it. */
  readonly dockerfile: string;
  readonly target?: string;
  readonly args: Readonly<Record<string, string>>;
  readonly platform: Platform;
  readonly noCache?: boolean;
}

export type BuildEvent =
  | { readonly kind: 'context'; readonly bytes: number }
  | { readonly kind: 'step'; readonly id: string; readonly name: string; readonly status: 'started' | 'done' | 'cached' | 'failed'; readonly milliseconds?: number }
  | { readonly kind: 'output'; readonly id: string; readonly line: string };

export interface LocalImage {
  /** The engine's image id (the config digest on graph-driver stores). */
  readonly id: Digest;
  readonly os: string;
  /** The engine's word: `amd64`, `arm64`, … */
  readonly architecture: string;
  /** Uncompressed bytes, on graph-driver stores. */
  readonly size: number;
  readonly layerCount: number;
  readonly entryPoint: readonly string[];
  readonly command: readonly string[];
  readonly workingDirectory: string;
  readonly environment: readonly string[];
  readonly repositoryDigests: readonly string[];
}

/** For one request; never written anywhere and never on a command line. */
export interface RegistryCredentials {
  readonly username: string;
  readonly password: string;
}

export interface PushRequest {
  readonly imageId: Digest;
  readonly repository: RepositoryUri;
  readonly tag: Tag;
  readonly platform: Platform;
  readonly credentials: RegistryCredentials;
}

export interface PushEvent {
  readonly layer: string;
  readonly status: 'preparing' | 'pushing' | 'pushed' | 'exists' | 'mounted' | 'retrying';
  readonly current?: number;
  readonly total?: number;
}

export interface PushedImage {
  /** Digest of what the tag names now, from the stream's `aux`. May be an index on containerd stores. */
  readonly digest: Digest;
  readonly layers: { readonly total: number; readonly pushed: number };
}

export interface ContainerEngine {
  /** @throws ENGINE_UNREACHABLE */
  describe(): Promise<EngineFacts>;
  /** Builds and returns the image id. @throws BUILD_FAILED with the tail of the failing step, DOCKERFILE_NOT_FOUND, INTERRUPTED */
  build(request: BuildRequest, onEvent: (event: BuildEvent) => void, signal: AbortSignal): Promise<Digest>;
  /** Undefined when the engine does not have it. */
  inspect(reference: string): Promise<LocalImage | undefined>;
  /** Tags the image as `repository:tag` and pushes it. @throws PUSH_FAILED, TAG_IMMUTABLE, REPOSITORY_NOT_FOUND, ACCESS_DENIED, INTERRUPTED */
  push(request: PushRequest, onEvent: (event: PushEvent) => void, signal: AbortSignal): Promise<PushedImage>;
}
