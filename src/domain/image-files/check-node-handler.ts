/** Finds the module of a Node.js handler as Lambda's runtime does. */
import { posix } from 'node:path';
import { asWarning, type Finding, unsuitable } from '../finding.js';
import { othersRead } from './file-entry.js';
import type { FileView } from './file-view.js';
import {
  type HandlerQuestion,
  malformedHandler,
  missingHandler,
  unreadableHandler,
} from './handler-question.js';
import { resolvePath } from './resolve-path.js';

const endings = ['', '.js', '.mjs', '.cjs'];

/**
 * The module is a path under the task root, with one of four endings, or a package in a `node_modules` above it.
 * https://github.com/aws/aws-lambda-nodejs-runtime-interface-client, UserFunction
 */
export function checkNodeHandler(files: FileView, question: HandlerQuestion): Finding[] {
  const { handler, root } = question;
  if (handler.includes('..')) return [malformedHandler(handler, "'..' is not allowed")];
  const name = /^([^.]+)\.(.+)$/.exec(posix.basename(handler))?.[1];
  if (name === undefined) return [malformedHandler(handler, 'it has no dot before the function')];
  const module = posix.join(posix.dirname(handler), name);
  const path = posix.resolve(root, module);
  const found = endings.map((ending) => resolvePath(files, path + ending)?.entry);
  const file = found.find((entry) => entry?.kind === 'file');
  if (file) return (file.mode & othersRead) === 0 ? [unreadableHandler(question, file)] : [];
  if (found[0]?.kind === 'directory') return [folderHandler(handler, path)];
  if (inPackages(files, root, module)) return [];
  return [missingHandler(question, `${path}.js, .mjs or .cjs`)];
}

/** Node.js 24 loads no folders; older versions take their index.js. */
function folderHandler(handler: string, path: string): Finding {
  return asWarning(
    unsuitable('C20', `its handler "${handler}" names the folder ${path}, which Node.js 24 does not load`, [
      `Name the file: ${posix.join(posix.dirname(handler), posix.basename(handler).replace(/\./, '/index.'))}`,
    ]),
  );
}

function inPackages(files: FileView, root: string, module: string): boolean {
  const [first = '', second = ''] = module.split('/');
  const name = first.startsWith('@') ? `${first}/${second}` : first;
  return [root, '/opt/nodejs', '/var/runtime', '/var', '/']
    .map((folder) => resolvePath(files, posix.join(folder, 'node_modules', name)))
    .some((found) => found !== undefined);
}
