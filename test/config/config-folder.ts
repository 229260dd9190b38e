/** A temporary project folder, and the files port on it. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Files } from '../../src/ports/system.js';

export interface ConfigFolder extends AsyncDisposable {
  readonly path: string;
  write(name: string, text: string): Promise<void>;
}

export async function makeConfigFolder(): Promise<ConfigFolder> {
  const path = await mkdtemp(join(tmpdir(), 'lading-config-'));
  return {
    path,
    write: (name, text) => writeFile(join(path, name), text),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true }),
  };
}

export const diskFiles: Files = {
  readText: (path) => readFile(path, 'utf8').catch(undefinedWhenMissing),
  exists: async (path) => (await stat(path).catch(undefinedWhenMissing)) !== undefined,
};

function undefinedWhenMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
