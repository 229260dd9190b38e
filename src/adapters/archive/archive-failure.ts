/** What goes wrong with image archives and with the temporary files made of them, in our words and codes. */
import { AppError } from '../../errors/app-error.js';

/** `why` goes on from the path: `it ends in the middle of layer.tar`. */
export function invalidArchive(path: string, why: string, cause?: unknown): AppError {
  return new AppError({
    code: 'ARCHIVE_INVALID',
    message: `${path} cannot be used as an image archive: ${why}.`,
    suggestions: [
      `Make it again: docker save IMAGE -o ${path}`,
      'Or as an OCI layout: skopeo copy docker-daemon:IMAGE:TAG oci:FOLDER:TAG',
    ],
    details: { path },
    cause,
  });
}

/** A file or folder that the system does not let us read. */
export function unreadableFile(path: string, error: unknown): AppError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file or folder',
    ENOTDIR: 'there is no such file or folder',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
  };
  return new AppError({
    code: 'FILE_UNREADABLE',
    message: `Cannot read the image archive ${path}: ${known[code] ?? message}.`,
    suggestions: [`Check the path and its permissions: ls -ld ${path}`],
    details: { path },
    cause: error,
  });
}

/** INTERRUPTED, or why a temporary file could not be written; undefined when it was something else. */
export function workFailure(error: unknown, folder: string, signal: AbortSignal): AppError | undefined {
  if (error instanceof AppError) return error;
  if (signal.aborted)
    return new AppError({ code: 'INTERRUPTED', message: 'Stopped while reading the image archive.' });
  const { code, message, syscall } = error as NodeJS.ErrnoException;
  const writing =
    ['ENOSPC', 'EDQUOT', 'EROFS', 'EFBIG'].includes(code ?? '') ||
    syscall === 'write' ||
    syscall === 'mkdtemp';
  if (!writing) return undefined;
  return new AppError({
    code: 'DISK_UNWRITABLE',
    message: `Cannot write temporary files to ${folder}: ${message}.`,
    suggestions: [
      'Use a folder with room for the layers of the image: export TMPDIR=/var/tmp',
      `Look how much there is: df -h ${folder}`,
    ],
    details: { folder, error: code ?? '' },
    cause: error,
  });
}
