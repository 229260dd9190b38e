/** Would Lambda start the extensions that the image brings? */
import { posix } from 'node:path';
import type { Architecture } from '../architecture.js';
import { type Finding, unsuitable } from '../finding.js';
import { checkProgram } from './check-program.js';
import type { FileView } from './file-view.js';

const folder = '/opt/extensions';
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html
const mostExtensions = 10;

/** Lambda starts every file of this folder before the function, and none of them may fail. */
export function checkExtensions(files: FileView, architecture: Architecture): Finding[] {
  const extensions = files
    .below(folder)
    .filter(({ path, kind }) => posix.dirname(path) === folder && kind !== 'directory');
  const findings = extensions.flatMap(({ path }) =>
    checkProgram(files, { path, role: 'its extension' }, architecture).map((finding) => ({
      ...finding,
      id: 'C30',
    })),
  );
  if (extensions.length <= mostExtensions) return findings;
  return [
    unsuitable('C30', `it has ${extensions.length} extensions in ${folder}; Lambda takes ${mostExtensions}`, [
      `Remove what the function does not need from ${folder}.`,
    ]),
    ...findings,
  ];
}
