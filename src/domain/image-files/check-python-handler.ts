/** Finds the module of a Python handler as Lambda's runtime does. */
import { posix } from 'node:path';
import { asWarning, type Finding } from '../finding.js';
import { imageVariable } from '../start-command.js';
import { type FileEntry, othersRead } from './file-entry.js';
import type { FileView } from './file-view.js';
import {
  type HandlerQuestion,
  malformedHandler,
  missingHandler,
  unreadableHandler,
} from './handler-question.js';
import { resolvePath } from './resolve-path.js';

/**
 * The module is imported by name with the task root first in `sys.path`. `python` is the interpreter that was found.
 * https://github.com/aws/aws-lambda-python-runtime-interface-client, bootstrap
 */
export function checkPythonHandler(files: FileView, question: HandlerQuestion, python: string): Finding[] {
  const { handler, root, settings } = question;
  const dot = handler.lastIndexOf('.');
  if (dot <= 0) return [malformedHandler(handler, 'it has no dot before the function')];
  const parts = handler.slice(0, dot).replaceAll('/', '.').split('.');
  const path = posix.join(root, ...parts);
  const file = moduleAt(files, path) ?? files.below(root).find((entry) => isCompiled(entry, path));
  if (file) {
    return file.kind === 'file' && (file.mode & othersRead) === 0 ? [unreadableHandler(question, file)] : [];
  }
  const [top = ''] = parts;
  const elsewhere = searchPath(settings.environment, python);
  if (elsewhere.some((folder) => moduleAt(files, posix.join(folder, top)))) return [];
  const missing = missingHandler(question, `${path}.py`);
  // What PYTHONPATH brings may be put together in ways that cannot be seen from here.
  return [imageVariable(settings, 'PYTHONPATH') === undefined ? missing : asWarning(missing)];
}

/** A module is a file, or a folder: with or without `__init__.py`, since Python 3.3. */
function moduleAt(files: FileView, path: string): FileEntry | undefined {
  const [folder, ...found] = ['', '.py', '.pyc'].map((ending) => resolvePath(files, path + ending)?.entry);
  const file = found.find((entry) => entry?.kind === 'file');
  return file ?? (folder?.kind === 'directory' ? folder : undefined);
}

/** `app.cpython-312-x86_64-linux-gnu.so` and the like. */
function isCompiled({ path }: FileEntry, module: string): boolean {
  return path.startsWith(`${module}.`) && path.endsWith('.so');
}

function searchPath(environment: readonly string[], python: string): string[] {
  const version = /python(3\.\d+)$/.exec(python)?.[1];
  const variable = environment
    .findLast((item) => item.startsWith('PYTHONPATH='))
    ?.slice('PYTHONPATH='.length);
  return [
    ...(variable?.split(':') ?? []),
    '/opt/python',
    '/var/runtime',
    ...(version ? [`/opt/python/lib/python${version}/site-packages`, `/var/lang/lib/python${version}`] : []),
    ...(version ? [`/var/lang/lib/python${version}/site-packages`] : []),
  ].filter((folder) => folder.startsWith('/'));
}
