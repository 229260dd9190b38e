/** Is what Lambda starts in the image, and where it is started? */
import { posix } from 'node:path';
import type { Architecture } from '../architecture.js';
import { asWarning, type Finding, unsuitable } from '../finding.js';
import { imageVariable, type StartSettings, startWords } from '../start-command.js';
import { checkProgram } from './check-program.js';
import { type FileEntry, octal, othersEnter } from './file-entry.js';
import type { FileView } from './file-view.js';
import { resolvePath } from './resolve-path.js';

/** What containers get when the image says nothing. https://docs.docker.com/reference/dockerfile/#env */
const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The program, by its path or found in PATH, and the working directory. */
export function checkStart(files: FileView, settings: StartSettings, architecture: Architecture): Finding[] {
  return [...checkFirstWord(files, settings, architecture), ...checkWorkingDirectory(files, settings)];
}

function checkFirstWord(files: FileView, settings: StartSettings, architecture: Architecture): Finding[] {
  const [word] = startWords(settings);
  // That there is one, and no path relative to nowhere, is checked without looking into the image.
  if (word === undefined || (word.includes('/') && !word.startsWith('/'))) return [];
  const path = word.startsWith('/') ? word : findInPath(files, word, settings);
  if (path === undefined) {
    return [
      unsuitable('C2', `its entry point ${word} is in no folder of PATH`, [
        'Write the absolute path in ENTRYPOINT, and check that the program is installed in the last stage.',
      ]),
    ];
  }
  const program = { path: posix.normalize(path), role: 'its entry point' };
  return [...checkLink(files, program.path), ...checkProgram(files, program, architecture)];
}

function findInPath(files: FileView, word: string, settings: StartSettings): string | undefined {
  const folders = (imageVariable(settings, 'PATH') ?? defaultPath).split(':');
  const paths = folders.filter((folder) => folder.startsWith('/')).map((folder) => posix.join(folder, word));
  // All are asked for at once, so that looking takes one round and not one a folder.
  const found = paths.map((path) => resolvePath(files, path)?.entry);
  return paths[found.findIndex(isProgram)];
}

function isProgram(entry: FileEntry | undefined): boolean {
  return entry?.kind === 'file' && (entry.mode & 0o111) !== 0;
}

/**
 * AWS asks for no symbolic link, but its own samples start `/usr/local/bin/python`, which is one: a link to a neighbour is how
 * distributions name their programs. One that leads elsewhere is worth a word.
 * https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-images.html
 */
function checkLink(files: FileView, path: string): Finding[] {
  const found = resolvePath(files, path);
  if (!found?.links.some(leavesItsFolder)) return [];
  const target = found.entry.path;
  return [
    asWarning(
      unsuitable(
        'C4',
        `its entry point ${path} is a symbolic link to ${target}; AWS asks for the program itself`,
        [`Name the program itself: ENTRYPOINT ["${target}"]`],
      ),
    ),
  ];
}

function leavesItsFolder({ path, target = '' }: FileEntry): boolean {
  const folder = posix.dirname(path);
  return posix.dirname(posix.resolve(folder, target)) !== folder;
}

function checkWorkingDirectory(files: FileView, { workingDirectory }: StartSettings): Finding[] {
  if (!workingDirectory.startsWith('/')) return [];
  const found = resolvePath(files, workingDirectory);
  if (found?.entry.kind !== 'directory') {
    return [
      unsuitable('C7', `its working directory ${workingDirectory} does not exist in it`, [
        'Create it in the Dockerfile (WORKDIR does), or correct imageConfig.workingDirectory.',
      ]),
    ];
  }
  const shut = [...found.folders, found.entry].find(({ mode }) => (mode & othersEnter) === 0);
  if (!shut) return [];
  return [
    unsuitable(
      'C3',
      `its working directory ${workingDirectory} cannot be entered by Lambda's user: folder ${shut.path} has mode ${octal(shut.mode)}`,
      [`Let others enter it: RUN chmod o+rx ${shut.path}`],
    ),
  ];
}
