/** The container engine, as the pipeline needs it: build, look, push. Implemented over dockerode. */
import type { Architecture, Platform } from '../domain/architecture.js';
import type { Digest } from '../domain/digest.js';
import type { FileEntry } from '../domain/image-files/file-entry.js';
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
  /**
   * What `127.0.0.1` means to it: this machine, as far as can be told, or another machine or a virtual one, so that it cannot
   * reach a registry that listens here.
   */
  readonly loopback: 'this machine' | 'its own';
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
  /** `classic` forces the builder without BuildKit; left out, the engine's best is used. */
  readonly builder?: 'classic';
  /**
   * Credentials for a registry host that a base image comes from, asked for only when the engine needs them.
   * Without an answer the docker configuration (`auths`, credential helpers) is looked at.
   */
  readonly credentialsFor?: (host: string) => Promise<RegistryCredentials | undefined>;
}

export type BuildEvent =
  /** Bytes of the context sent so far. */
  | { readonly kind: 'context'; readonly bytes: number }
  | {
      readonly kind: 'step';
      readonly id: string;
      readonly name: string;
      readonly status: 'started' | 'done' | 'cached' | 'failed';
      /** How long it took, once it ended. */
      readonly milliseconds?: number;
    }
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
  /** Digests of the layers as unpacked, bottom first. */
  readonly diffIds: readonly string[];
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
  /** Bytes, uncompressed. */
  readonly current?: number;
  readonly total?: number;
}

export interface PushedImage {
  /** Digest of what the tag names now, from the stream's `aux`. May be an index on containerd stores. */
  readonly digest: Digest;
  readonly layers: { readonly total: number; readonly pushed: number };
}

/** The file system of an image: a container that never runs. */
export interface ImageContainer {
  /** What is at the path; of a link, the link itself with its target resolved. Undefined when nothing is. @throws ENGINE_UNREACHABLE, REMOTE_REFUSED, INTERRUPTED */
  stat(path: string, signal: AbortSignal): Promise<FileEntry | undefined>;
  /** A file, or a folder with all that is in it, as a tar archive whose names start with its last component. @throws as above */
  archive(path: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  /** Leaves nothing behind; works also after an interruption. Safe to repeat. */
  remove(): Promise<void>;
}

export interface ContainerEngine {
  /** @throws ENGINE_UNREACHABLE */
  describe(): Promise<EngineFacts>;
  /**
   * Builds and returns the image id.
   * @throws BUILD_FAILED with the tail of the failing step, DOCKERFILE_NOT_FOUND, ARCHITECTURE_MISMATCH, ENGINE_UNREACHABLE, INTERRUPTED
   */
  build(request: BuildRequest, onEvent: (event: BuildEvent) => void, signal: AbortSignal): Promise<Digest>;
  /** Undefined when the engine does not have it. @throws REFERENCE_INVALID, ENGINE_UNREACHABLE */
  inspect(reference: string): Promise<LocalImage | undefined>;
  /**
   * Pushes the image as `repository:tag`; repeatable, layers that are there are not sent again.
   * @throws PUSH_FAILED, TAG_IMMUTABLE, REPOSITORY_NOT_FOUND, ACCESS_DENIED, CREDENTIALS_REFUSED, THROTTLED, IMAGE_NOT_FOUND, INTERRUPTED
   */
  push(request: PushRequest, onEvent: (event: PushEvent) => void, signal: AbortSignal): Promise<PushedImage>;
  /** The image as a `docker save` archive (tar), streamed. @throws IMAGE_NOT_FOUND, ENGINE_UNREACHABLE */
  exportImage(reference: string, signal: AbortSignal): Promise<NodeJS.ReadableStream>;
  /** Takes a `docker save` archive; returns the names or ids that it held. @throws IMAGE_UNSUITABLE, ENGINE_UNREACHABLE, INTERRUPTED */
  load(archive: NodeJS.ReadableStream, signal: AbortSignal): Promise<readonly string[]>;
  /** Makes the files of an image readable without starting it. @throws IMAGE_NOT_FOUND, REMOTE_REFUSED, ENGINE_UNREACHABLE, INTERRUPTED */
  openFiles(imageId: Digest, signal: AbortSignal): Promise<ImageContainer>;
}
