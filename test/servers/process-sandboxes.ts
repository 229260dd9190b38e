/** A sandbox engine whose sandboxes are processes of this machine: no confinement, but real starts, signals and ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../src/errors/app-error.js';
import type { ContainerEngine, LocalImage } from '../../src/ports/container-engine.js';
import type {
  Sandbox,
  SandboxEnd,
  SandboxEngine,
  SandboxNetwork,
  SandboxOutput,
  SandboxSpec,
} from '../../src/ports/sandbox-engine.js';

export interface ProcessImage {
  readonly entryPoint: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: readonly string[];
  /** Paths of executables that are in its /opt/extensions. */
  readonly extensions?: readonly string[];
  /** Every process of it that ends by SIGKILL was killed for want of memory. */
  readonly outOfMemoryWhenKilled?: boolean;
}

export interface ProcessSandboxes {
  readonly engine: SandboxEngine;
  readonly images: Pick<ContainerEngine, 'inspect'>;
  /** All that were created and not removed. */
  readonly present: readonly ProcessSandbox[];
  /** How many were created at all. */
  readonly created: number;
}

/** The runtime that does what events ask for. */
export const scriptedRuntime: ProcessImage = {
  entryPoint: [process.execPath, fileURLToPath(new URL('scripted-runtime.mjs', import.meta.url))],
};

const network: SandboxNetwork = {
  id: 'loopback',
  listenAddress: '127.0.0.1',
  hostName: '127.0.0.1',
  kind: 'bridge',
  addressesAreTheirs: true,
};

/** Images by their ids. Closing ends all processes. */
export function processSandboxes(images: Readonly<Record<string, ProcessImage>>): ProcessSandboxes {
  const present = new Set<ProcessSandbox>();
  let created = 0;
  const close = async (): Promise<void> => {
    await Promise.all([...present].map((sandbox) => sandbox.remove()));
  };
  return {
    engine: {
      network: async () => network,
      async create(spec) {
        const image = images[spec.imageId];
        if (!image) throw new AppError({ code: 'IMAGE_NOT_FOUND', message: `No image ${spec.imageId}` });
        created += 1;
        const sandbox = new ProcessSandbox(String(created), spec, image, () => present.delete(sandbox));
        present.add(sandbox);
        return sandbox;
      },
      reap: async () => 0,
      close,
    },
    images: { inspect: async (reference) => describe(images[reference]) },
    get present() {
      return [...present];
    },
    get created() {
      return created;
    },
  };
}

class ProcessSandbox implements Sandbox {
  readonly ended: Promise<SandboxEnd>;
  /** Calls of the port, for those who want to know how often. */
  readonly calls: string[] = [];
  process: ChildProcess | undefined;
  #end: (end: SandboxEnd) => void = () => undefined;
  #extensions: ChildProcess[] = [];

  constructor(
    readonly id: string,
    private readonly spec: SandboxSpec,
    private readonly image: ProcessImage,
    private readonly onRemove: () => void,
  ) {
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  async start(onOutput: (output: SandboxOutput) => void): Promise<{ address: string }> {
    const [program = '', ...rest] = [...this.spec.entryPoint, ...this.spec.command];
    this.process = await this.#spawn(program, rest, onOutput);
    const killedForMemory = this.image.outOfMemoryWhenKilled ?? false;
    void ending(this.process).then((exitCode) =>
      this.#end({ exitCode, outOfMemory: exitCode === 137 && killedForMemory }),
    );
    return { address: '127.0.0.1' };
  }

  async extensions(): Promise<readonly string[]> {
    return this.image.extensions ?? [];
  }

  async launch(path: string, onOutput: (output: SandboxOutput) => void) {
    const process = await this.#spawn(path, [], onOutput);
    this.#extensions.push(process);
    return { ended: ending(process).then((exitCode) => ({ exitCode })) };
  }

  async limitProcessors(): Promise<void> {
    this.calls.push('limitProcessors');
  }

  async freeze(): Promise<void> {
    this.calls.push('freeze');
    this.#signal('SIGSTOP');
  }

  async thaw(): Promise<void> {
    this.calls.push('thaw');
    this.#signal('SIGCONT');
  }

  async memoryUsed(): Promise<number | undefined> {
    const status = await readFile(`/proc/${this.process?.pid}/status`, 'utf8').catch(() => '');
    const kilobytes = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  }

  async remove(): Promise<void> {
    this.calls.push('remove');
    this.#signal('SIGKILL');
    if (this.process) await this.ended;
    this.onRemove();
  }

  #signal(signal: NodeJS.Signals): void {
    for (const { pid } of [this.process, ...this.#extensions].flatMap((one) => one ?? [])) {
      try {
        // The whole group: a shell's children as well.
        if (pid !== undefined) process.kill(-pid, signal);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
  }

  #spawn(program: string, rest: string[], onOutput: (output: SandboxOutput) => void): Promise<ChildProcess> {
    const inherited = Object.fromEntries(
      (this.image.environment ?? []).map((variable) => variable.split(/=(.*)/s).slice(0, 2)),
    );
    const child = spawn(program, rest, {
      env: { PATH: process.env.PATH, ...inherited, ...this.spec.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    child.stdout.on('data', (bytes: Buffer) => onOutput({ stream: 'stdout', bytes }));
    child.stderr.on('data', (bytes: Buffer) => onOutput({ stream: 'stderr', bytes }));
    return new Promise((resolve, reject) => {
      child.once('spawn', () => resolve(child));
      child.once('error', (error: NodeJS.ErrnoException) => reject(refusal(program, error)));
    });
  }
}

function ending(child: ChildProcess): Promise<number> {
  const numbers: Partial<Record<NodeJS.Signals, number>> = {
    SIGKILL: 9,
    SIGSEGV: 11,
    SIGTERM: 15,
    SIGABRT: 6,
  };
  return new Promise((resolve) => {
    // `close`, not `exit`: only then has all of its output been read.
    child.once('close', (code, signal) => resolve(code ?? 128 + (numbers[signal ?? 'SIGKILL'] ?? 0)));
  });
}

function refusal(path: string, { code, message }: NodeJS.ErrnoException): AppError {
  const reason = { ENOENT: 'not-found', EACCES: 'not-executable' }[code ?? ''] ?? 'exec-format';
  return new AppError({ code: 'SANDBOX_FAILED', message, details: { reason, path } });
}

function describe(image: ProcessImage | undefined): LocalImage | undefined {
  if (!image) return undefined;
  return {
    id: `sha256:${'0'.repeat(64)}` as LocalImage['id'],
    os: 'linux',
    architecture: 'amd64',
    size: 0,
    layerCount: 1,
    diffIds: [],
    entryPoint: image.entryPoint,
    command: image.command ?? [],
    workingDirectory: '',
    environment: image.environment ?? [],
    repositoryDigests: [],
  };
}
