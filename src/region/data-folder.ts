/** The files of a region's data folder other than its journal and blobs: remembered settings and the running process. */
import {
  accessSync,
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { AppError } from '../errors/app-error.js';

/** What stays the same from run to run, because ARNs and repository URIs in the data contain it. */
const rememberedSchema = z.object({ port: z.number(), account: z.string(), region: z.string() });
export type RememberedSettings = z.infer<typeof rememberedSchema>;

/** `region.json`: the process that serves this folder now, or did when it was killed. */
const runningSchema = z.object({ pid: z.number(), port: z.number(), url: z.string(), startedAt: z.string() });
export type RunningProcess = z.infer<typeof runningSchema>;

/** Everything the region writes into its folder: what a reset deletes. */
export const regionFiles: readonly string[] = [
  'journal.ndjson',
  'journal.ndjson.new',
  'blobs',
  'logs',
  'settings.json',
  'region.json',
  'region.lock',
  '.gitignore',
];

/**
 * Creates the folder; the result is its real path, by which two names of one folder are recognised.
 * @throws LOCAL_REGION_UNAVAILABLE when it cannot be a folder to write to
 */
export function openDataFolder(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    hideFromGit(folder);
    return realpathSync(folder);
  } catch (error) {
    throw new AppError({
      code: 'LOCAL_REGION_UNAVAILABLE',
      message: `The local region cannot keep its data in ${folder}: ${(error as Error).message}.`,
      suggestions: [
        `Make way or room there: ls -ld ${folder}`,
        'Use another folder: lading region start --data DIR',
      ],
      details: { dataFolder: folder },
      cause: error,
    });
  }
}

/** Data in a project is no source of it, and must not make its work tree dirty. A folder that holds something is left as it is. */
function hideFromGit(folder: string): void {
  if (readdirSync(folder).length === 0) writeFileSync(join(folder, '.gitignore'), '*\n');
}

export function readRemembered(folder: string): RememberedSettings | undefined {
  return readJson(join(folder, 'settings.json'), rememberedSchema);
}

export function writeRemembered(folder: string, settings: RememberedSettings): void {
  writeJson(join(folder, 'settings.json'), settings);
}

export function readRunning(folder: string): RunningProcess | undefined {
  return readJson(join(folder, 'region.json'), runningSchema);
}

export function writeRunning(folder: string, running: RunningProcess): void {
  writeJson(join(folder, 'region.json'), running);
}

export function removeRunning(folder: string): void {
  rmSync(join(folder, 'region.json'), { force: true });
}

/** A missing, torn or foreign file counts as none: everything in it can be found out again. */
function readJson<T>(path: string, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Written aside and renamed, so that a kill leaves the old file or the new one. */
function writeJson(path: string, value: unknown): void {
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`);
  renameSync(temporary, path);
}
