/** Files of this machine. */
import { access, readFile } from 'node:fs/promises';
import { AppError } from '../../errors/app-error.js';
import type { FileBytes, Files } from '../../ports/system.js';

export function createFiles(): Files & FileBytes {
  return { readText, readBytes, exists };
}

async function readText(path: string): Promise<string | undefined> {
  return (await readBytes(path))?.toString('utf8');
}

async function readBytes(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw unreadable(path, error);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw unreadable(path, error);
  }
}

// A path that goes through a file (`ENOTDIR`) names nothing either.
function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function unreadable(path: string, error: unknown): AppError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const why =
    code === 'EISDIR'
      ? 'it is a folder'
      : code === 'EACCES' || code === 'EPERM'
        ? 'permission denied'
        : message;
  return new AppError({
    code: 'FILE_UNREADABLE',
    message: `Cannot read ${path}: ${why}.`,
    suggestions: [`Check the path and its permissions: ls -ld ${path}`],
    details: { path },
    cause: error,
  });
}
