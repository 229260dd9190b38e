/** One process per data folder: a lock file that a killed process cannot leave behind as an obstacle. */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../errors/app-error.js';
import { readRunning } from './data-folder.js';

export interface FolderLock {
  release(): void;
}

interface Holder {
  readonly pid: number;
  /** Start of the process as the kernel counts it; empty where it cannot be told. Guards against reused process ids. */
  readonly born: string;
}

/**
 * Takes the lock of a folder or fails at once. A lock whose process is gone is taken over.
 * @throws LOCAL_REGION_UNAVAILABLE naming the process that holds it
 */
export function lockFolder(folder: string): FolderLock {
  const path = join(folder, 'region.lock');
  const own = JSON.stringify({ pid: process.pid, born: birthOf(process.pid) } satisfies Holder);
  for (let attempt = 0; attempt < 10; attempt += 1) {
    if (create(path, own)) return { release: () => rmSync(path, { force: true }) };
    const text = read(path);
    if (text === undefined) continue;
    const holder = parse(text);
    if (holder && isAlive(holder)) throw held(folder, holder);
    removeStale(path, text);
  }
  throw held(folder, undefined);
}

/** Whether the process still runs and is the same one that took the lock. */
function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return holder.born === '' || holder.born === birthOf(holder.pid);
}

/** Creates the file with its content in one step: a link fails where the name exists. */
function create(path: string, content: string): boolean {
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, content);
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Two takers may see the same stale lock: only one can rename it, and the other may rename the first one's new lock and must give it back. */
function removeStale(path: string, staleText: string): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (read(aside) !== staleText) linkSync(aside, path);
  rmSync(aside, { force: true });
}

function birthOf(pid: number): string {
  // Field 22 of /proc/PID/stat; the second field is a name in parentheses that may contain spaces.
  const stat = read(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function parse(text: string): Holder | undefined {
  try {
    const { pid, born } = JSON.parse(text) as Partial<Holder>;
    return typeof pid === 'number' && typeof born === 'string' ? { pid, born } : undefined;
  } catch {
    return undefined;
  }
}

function held(folder: string, holder: Holder | undefined): AppError {
  const running = readRunning(folder);
  const where = running && running.pid === holder?.pid ? ` and answers at ${running.url}` : '';
  const who = holder ? `process ${holder.pid} serves it${where}` : 'other processes keep taking its lock';
  return new AppError({
    code: 'LOCAL_REGION_UNAVAILABLE',
    message: `The local region of ${folder} cannot start: ${who}. One process serves a data folder at a time.`,
    suggestions: [
      ...(holder ? [`Use the running one, or stop it: kill ${holder.pid}`] : []),
      'Use another data folder: lading region start --data DIR',
    ],
    details: { dataFolder: folder, ...(holder && { pid: holder.pid }), ...(running && { url: running.url }) },
  });
}
