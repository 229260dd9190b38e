/** Can Lambda start this program? Looks at the file, the way to it, and what it needs to be started. */
import { posix } from 'node:path';
import { type Architecture, platformOf } from '../architecture.js';
import { type Finding, unsuitable } from '../finding.js';
import { parseElf } from './elf.js';
import { type FileEntry, octal, othersEnter, othersRead } from './file-entry.js';
import type { FileView } from './file-view.js';
import { type ResolvedPath, resolvePath } from './resolve-path.js';
import { parseShebang } from './shebang.js';

export interface Program {
  /** Absolute. */
  readonly path: string;
  /** What it is to the image: `its entry point`, `its extension`. */
  readonly role: string;
}

/** As deep as Linux goes with scripts that are run by scripts. */
const mostInterpreters = 4;

/** Only what certainly ends with one of Lambda's start errors; nothing when the program is fine. */
export function checkProgram(
  files: FileView,
  { path, role }: Program,
  architecture: Architecture,
): Finding[] {
  const found = resolvePath(files, path);
  if (!found) {
    return [
      unsuitable('C2', `${role} ${path} does not exist in it`, [
        'Check the path in ENTRYPOINT or CMD, and that a COPY instruction brings the file to that place.',
      ]),
    ];
  }
  if (found.entry.kind !== 'file') {
    return [unsuitable('C2', `${role} ${path} is not a file`, ['Name the program itself.'])];
  }
  const closed = checkAccess(found, `${role} ${path}`);
  return closed.length > 0 ? closed : checkContent(files, found.entry, `${role} ${path}`, architecture, 0);
}

/** Lambda runs as a user of its own that owns nothing: the last three bits decide. */
function checkAccess({ entry, folders }: ResolvedPath, what: string): Finding[] {
  const shut = folders.find(({ mode }) => (mode & othersEnter) === 0);
  if (shut) {
    return [
      unsuitable(
        'C3',
        `${what} cannot be reached by Lambda's user: folder ${shut.path} has mode ${octal(shut.mode)}`,
        [`Let others enter it: RUN chmod o+x ${shut.path}`],
      ),
    ];
  }
  if ((entry.mode & othersEnter) === 0) {
    return [
      unsuitable('C3', `${what} cannot be executed by Lambda's user: it has mode ${octal(entry.mode)}`, [
        `Make it executable: RUN chmod 755 ${entry.path}, or COPY --chmod=755`,
      ]),
    ];
  }
  return [];
}

function checkContent(
  files: FileView,
  entry: FileEntry,
  what: string,
  architecture: Architecture,
  depth: number,
): Finding[] {
  const { head } = entry;
  if (!head) return [];
  const elf = parseElf(head);
  if (elf) {
    if (elf.machine !== architecture) return [wrongMachine(what, elf.machine, architecture)];
    return elf.interpreter === undefined ? [] : checkLoader(files, elf.interpreter, what);
  }
  const script = parseShebang(head);
  if (!script) return [noProgram(what)];
  if (script.carriageReturn) return [carriageReturn(what, entry.path)];
  if ((entry.mode & othersRead) === 0) return [unreadableScript(what, entry)];
  if (depth >= mostInterpreters) return [];
  return checkInterpreter(files, script.interpreter, what, architecture, depth);
}

function checkInterpreter(
  files: FileView,
  interpreter: string,
  what: string,
  architecture: Architecture,
  depth: number,
): Finding[] {
  const found = interpreter.startsWith('/') ? resolvePath(files, interpreter) : undefined;
  if (found?.entry.kind !== 'file') {
    return [
      unsuitable(
        'C2',
        `${what} is a script for ${interpreter || 'no interpreter'}, which does not exist in it`,
        ['Install the interpreter, or name the one that is there in the first line of the script.'],
      ),
    ];
  }
  const name = `${interpreter}, the interpreter of ${what},`;
  const closed = checkAccess(found, name);
  return closed.length > 0 ? closed : checkContent(files, found.entry, name, architecture, depth + 1);
}

/** The kernel answers "no such file or directory" for a loader that is missing, naming the program (failures.md C2). */
function checkLoader(files: FileView, loader: string, what: string): Finding[] {
  if (resolvePath(files, loader)) return [];
  const musl = posix.basename(loader).startsWith('ld-musl');
  return [
    unsuitable('C2', `${what} needs the loader ${loader}, which does not exist in it`, [
      musl
        ? 'It was built on Alpine (musl): build it in the image it runs in, or run it on Alpine.'
        : 'It was built for glibc: use a base image with glibc (Debian, Amazon Linux), or link it statically (Go: CGO_ENABLED=0).',
    ]),
  ];
}

function wrongMachine(what: string, machine: string, architecture: Architecture): Finding {
  const { code: _same, ...finding } = unsuitable(
    'C1',
    `${what} is a program for ${machine} in an image for ${architecture}; it would end with "exec format error"`,
    [
      `Build or download the program for ${platformOf(architecture)}: the image's label says nothing about what was copied into it.`,
    ],
  );
  return { ...finding, code: 'ARCHITECTURE_MISMATCH' };
}

function noProgram(what: string): Finding {
  return unsuitable(
    'C1',
    `${what} is neither an ELF program nor a script with a first line #!…; it would end with "exec format error"`,
    ['Start the script with the line #!/bin/sh, or name its interpreter in ENTRYPOINT.'],
  );
}

function carriageReturn(what: string, path: string): Finding {
  return unsuitable('C1', `the first line of ${what} ends with a carriage return (Windows line ends)`, [
    `Convert it: RUN sed -i 's/\\r$//' ${path}, and keep it so: "*.sh text eol=lf" in .gitattributes.`,
  ]);
}

function unreadableScript(what: string, entry: FileEntry): Finding {
  return unsuitable(
    'C3',
    `${what} is a script that Lambda's user cannot read: it has mode ${octal(entry.mode)}`,
    [`Let others read it: RUN chmod o+rx ${entry.path}`],
  );
}
