/** A region in a process of its own, so that a test can kill it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';

export interface RegionProgram {
  /** Starts it on a data folder and returns when it answers. */
  start(dataFolder: string): Promise<RegionProcess>;
  remove(): Promise<void>;
}

export interface RegionProcess {
  readonly url: string;
  readonly pid: number;
  /** `kill -9`. */
  kill(): Promise<void>;
}

const source = `
import { startRegion } from './src/region/server.js';
const region = await startRegion({ dataFolder: process.argv[2] ?? '', port: 0 });
process.stdout.write(region.url + '\\n');
`;

/** Bundles the region once; the sources are TypeScript, which Node 20 does not run. */
export async function buildRegionProgram(): Promise<RegionProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'lading-region-program-'));
  const program = join(folder, 'region.mjs');
  await build({
    stdin: { contents: source, loader: 'ts', resolveDir: process.cwd(), sourcefile: 'region-process.ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: program,
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  return {
    async start(dataFolder) {
      const child = spawn(process.execPath, [program, dataFolder], { stdio: ['ignore', 'pipe', 'inherit'] });
      return { url: await firstLine(child), pid: child.pid ?? 0, kill: () => kill(child) };
    },
    remove: () => rm(folder, { recursive: true }),
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no stdout');
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => [undefined])]);
  if (typeof line !== 'string') throw new Error('the region ended before it answered');
  return line;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
