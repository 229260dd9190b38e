/** Containers that are as confined as Lambda's execution environments. Implemented over dockerode. */
import type { Digest } from '../domain/digest.js';

/** `none`: reaches the Runtime API and nothing else. `bridge`: the internet too. */
export type SandboxNetworkKind = 'none' | 'bridge';

export interface SandboxNetwork {
  readonly id: string;
  readonly kind: SandboxNetworkKind;
  /** The address that a Runtime API has to listen on, so that sandboxes reach it and, as far as possible, nobody else. */
  readonly listenAddress: string;
  /** The name or address by which a sandbox reaches that listener. */
  readonly hostName: string;
  /** Whether a connection's remote address tells which sandbox it is of (not behind an engine that is a virtual machine). */
  readonly addressesAreTheirs: boolean;
}

export interface SandboxSpec {
  /** Id of an image that the engine has. */
  readonly imageId: Digest;
  /** For the container's name and label; letters, digits, `-` and `_`. */
  readonly functionName: string;
  /** Whole and final; `[]` keeps the image's own. */
  readonly entryPoint: readonly string[];
  /** Whole and final; `[]` keeps the image's own. */
  readonly command: readonly string[];
  /** Empty keeps the image's own. */
  readonly workingDirectory: string;
  /** Laid over the image's own variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** MB. */
  readonly memorySize: number;
  /** MB of `/tmp`. */
  readonly ephemeralStorage: number;
  readonly network: SandboxNetwork;
  /** A port of the container that is published at the same number on 127.0.0.1; needs a `bridge`. */
  readonly debugPort?: number;
  /** A folder of this machine, mounted read-only, e.g. `~/.aws` at `/home/sbx_user1051/.aws`. */
  readonly mounts?: readonly { readonly source: string; readonly target: string }[];
}

export interface SandboxOutput {
  readonly stream: 'stdout' | 'stderr';
  readonly bytes: Uint8Array;
}

export interface SandboxEnd {
  /** 128 + n after signal n. */
  readonly exitCode: number;
  /** The kernel ended a process for want of memory. */
  readonly outOfMemory: boolean;
  /**
   * The entry point never ran: the kernel refused it only after the engine had reported a start (another architecture, a script
   * without or with an unknown interpreter). SANDBOX_FAILED, the same as `start` throws for what the engine itself refuses.
   */
  readonly refusal?: Error;
}

/** A process beside the function's own, in the same container. */
export interface SandboxProcess {
  readonly ended: Promise<{ readonly exitCode: number }>;
}

export interface Sandbox {
  /** The container's id. */
  readonly id: string;
  /**
   * Starts the entry point; `onOutput` gets what it writes, from the first byte. Resolves with the container's own address,
   * and with the moment of the start by the engine's clock (milliseconds since the epoch), where it tells.
   * @throws SANDBOX_FAILED with the engine's words (`no such file or directory`, `permission denied`); `details.reason` is
   *   `exec-format`, `not-found`, `not-executable`, `working-directory` or `other`, `details.path` what it was about; PORT_TAKEN
   *   for the debug port. What only the kernel refuses (`exec format error`) is told by `ended`.
   */
  start(
    onOutput: (output: SandboxOutput) => void,
  ): Promise<{ readonly address: string; readonly startedAt?: number }>;
  /** Resolves once the function's own process has ended, however it did. Never rejects. */
  readonly ended: Promise<SandboxEnd>;
  /** Absolute paths of the executable files in /opt/extensions, in order; may be asked before `start`. */
  extensions(): Promise<readonly string[]>;
  /** Starts one of them beside the function; one that cannot be executed ends with 126 or 127 and says why. Not while frozen. */
  launch(path: string, onOutput: (output: SandboxOutput) => void): Promise<SandboxProcess>;
  /** From now on as much of the processors as Lambda gives to this much memory; before, all of them, as during Lambda's init. */
  limitProcessors(): Promise<void>;
  /** No process of it runs until `thaw`. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** Most bytes used so far, or in use now where the kernel keeps no maximum; undefined when it cannot be told. */
  memoryUsed(): Promise<number | undefined>;
  /** Kills everything in it and removes it; also frozen, also not started. Safe to repeat; never throws for what is gone. */
  remove(): Promise<void>;
}

export interface SandboxEngine {
  /** The network of this process for this kind; made at the first call. @throws SANDBOX_FAILED, ENGINE_UNREACHABLE */
  network(kind: SandboxNetworkKind): Promise<SandboxNetwork>;
  /**
   * Makes a container, not started.
   * @throws SANDBOX_FAILED (a working directory that the image lacks has `details.reason` `working-directory`), IMAGE_NOT_FOUND,
   *   ENGINE_UNREACHABLE, INTERRUPTED after `close`
   */
  create(spec: SandboxSpec): Promise<Sandbox>;
  /** Removes containers and networks that processes of this machine left which are gone now; returns how many. */
  reap(): Promise<number>;
  /** Removes everything that this process made. Repeatable. */
  close(): Promise<void>;
}
