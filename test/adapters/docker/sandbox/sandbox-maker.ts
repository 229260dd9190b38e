/** A process of its own that makes sandboxes, so that a test can kill it. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import type { SecondEngine } from '../../../servers/second-engine.js';

/** Ids. */
export interface MadeThings {
  readonly containers: readonly string[];
  readonly networks: readonly string[];
}

export interface Maker extends MadeThings {
  /** `kill -9`. */
  kill(): Promise<void>;
}

export interface MakerProgram {
  /** At the engine of this machine, or where another one has its networks. Returns once it has made a running, a frozen and a fresh sandbox. */
  start(imageId: string, engine?: Pick<SecondEngine, 'host' | 'inside'>): Promise<Maker>;
  remove(): Promise<void>;
}

const root = resolve(import.meta.dirname, '../../../..');
const source = `
import { homedir } from 'node:os';
import { connectContainers } from './src/adapters/docker/connect-engine.js';
const { sandboxes } = await connectContainers({ env: process.env, homeFolder: homedir() });
const engine = await sandboxes();
const networks = await Promise.all([engine.network('none'), engine.network('bridge')]);
const spec = {
  imageId: process.argv[2], functionName: 'maker', entryPoint: ['/bin/sh', '-c'], command: ['sleep 600'], workingDirectory: '',
  environment: {}, memorySize: 128, ephemeralStorage: 512, network: networks[0],
};
const made = await Promise.all([engine.create(spec), engine.create(spec), engine.create({ ...spec, network: networks[1] })]);
await Promise.all(made.slice(1).map((sandbox) => sandbox.start(() => undefined)));
await made[2].freeze();
process.stdout.write(JSON.stringify({ containers: made.map(({ id }) => id), networks: networks.map(({ id }) => id) }) + '\\n');
setInterval(() => undefined, 60_000);
`;

/** Bundles it once; the sources are TypeScript, which Node 20 does not run. */
export async function buildMaker(): Promise<MakerProgram> {
  // Below the project, so that the packages that stay outside of the bundle are found.
  const folder = await mkdtemp(join(root, 'node_modules/.lading-maker-'));
  const program = join(folder, 'program.mjs');
  await build({
    stdin: { contents: source, loader: 'ts', resolveDir: root, sourcefile: 'sandbox-maker.ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile: program,
    logLevel: 'error',
  });
  return {
    start: (imageId, engine) => start(program, imageId, engine),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function start(
  program: string,
  imageId: string,
  engine?: Pick<SecondEngine, 'host' | 'inside'>,
): Promise<Maker> {
  const env = { ...process.env, ...(engine && { DOCKER_HOST: engine.host }) };
  const [command = '', ...args] = [...(engine?.inside ?? []), process.execPath, program, imageId];
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolveEnd) => child.once('exit', () => resolveEnd()));
  for await (const line of createInterface({ input: child.stdout })) {
    const kill = (): Promise<void> => {
      child.kill('SIGKILL');
      return ended;
    };
    return { ...(JSON.parse(line) as MadeThings), kill };
  }
  throw new Error('the maker of sandboxes ended without a word');
}
