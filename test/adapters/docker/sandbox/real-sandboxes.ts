/** A sandbox engine on the real container engine, and short programs run in its sandboxes. */
import { homedir } from 'node:os';
import { afterAll } from 'vitest';
import { candidateEndpoints } from '../../../../src/adapters/docker/candidate-endpoints.js';
import { connectContainers } from '../../../../src/adapters/docker/connect-engine.js';
import { createEngineClient } from '../../../../src/adapters/docker/engine-client.js';
import { createSandboxEngine } from '../../../../src/adapters/docker/sandbox/sandbox-engine.js';
import { parseDigest } from '../../../../src/domain/digest.js';
import type {
  Sandbox,
  SandboxEnd,
  SandboxEngine,
  SandboxNetwork,
  SandboxSpec,
} from '../../../../src/ports/sandbox-engine.js';
import { uniqueImage } from '../../../servers/engine.js';

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly end: SandboxEnd;
}

const opened: SandboxEngine[] = [];

/** Closed when the test file ends. */
export async function realSandboxes(): Promise<SandboxEngine> {
  const engine = await sandboxesAt(process.env);
  opened.push(engine);
  return engine;
}

/** Closed by the caller. */
export async function sandboxesAt(env: NodeJS.ProcessEnv): Promise<SandboxEngine> {
  const { sandboxes } = await connectContainers({ env, homeFolder: homedir() });
  return sandboxes();
}

/** At an engine whose networks are not here: its sandboxes run, but reach nobody. Closed by the caller. */
export async function sandboxesOutOfReach(host: string): Promise<SandboxEngine> {
  const [endpoint] = await candidateEndpoints({ env: { DOCKER_HOST: host }, homeFolder: homedir() });
  if (!endpoint) throw new Error(`${host} is no engine`);
  return createSandboxEngine(createEngineClient(endpoint), () => Promise.resolve());
}

afterAll(async () => {
  await Promise.all(opened.map((engine) => engine.close()));
});

/** Busybox with its applets in /bin, and these lines of a Dockerfile. */
export async function shellImage(...lines: readonly string[]): Promise<SandboxSpec['imageId']> {
  return parseDigest(
    await uniqueImage(['RUN /bin/busybox mkdir -p /usr && /bin/busybox --install -s /bin', ...lines]),
  );
}

/** What most tests do not care about. */
export function specOf(
  imageId: SandboxSpec['imageId'],
  network: SandboxNetwork,
  changes: Partial<SandboxSpec> = {},
): SandboxSpec {
  return {
    imageId,
    functionName: 'test',
    entryPoint: ['/bin/sh', '-c'],
    command: ['true'],
    workingDirectory: '',
    environment: {},
    memorySize: 128,
    ephemeralStorage: 512,
    network,
    ...changes,
  };
}

/** Starts the sandbox, waits for its end and removes it. */
export async function runToEnd(engine: SandboxEngine, spec: SandboxSpec): Promise<Ran> {
  const sandbox = await engine.create(spec);
  try {
    const { text } = await started(sandbox);
    const end = await sandbox.ended;
    return { stdout: text('stdout'), stderr: text('stderr'), end };
  } finally {
    await sandbox.remove();
  }
}

/** Starts the sandbox and collects what it writes. */
export async function started(sandbox: Sandbox): Promise<{
  readonly address: string;
  text(stream: 'stdout' | 'stderr'): string;
}> {
  const pieces = { stdout: [] as Uint8Array[], stderr: [] as Uint8Array[] };
  const { address } = await sandbox.start(({ stream, bytes }) => pieces[stream].push(bytes));
  return { address, text: (stream) => Buffer.concat(pieces[stream]).toString() };
}
