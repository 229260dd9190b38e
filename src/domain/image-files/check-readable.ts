/** Can Lambda's user read the function's own files? */
import { asWarning, type Finding, unsuitable } from '../finding.js';
import { type FileEntry, octal, othersEnter, othersRead } from './file-entry.js';
import type { FileView } from './file-view.js';

/** How many are named; the number of all is said. */
const named = 3;

/**
 * A warning: a file that nothing opens does no harm. What is started or imported is checked for itself, as an error.
 * https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-deployment.html (EACCES)
 */
export function checkReadable(files: FileView, root: string): Finding[] {
  const shut = files.below(root).filter(isShut);
  if (shut.length === 0) return [];
  const list = shut.slice(0, named).map(({ path, mode }) => `${path} (${octal(mode)})`);
  const more = shut.length > named ? ` and ${shut.length - named} more` : '';
  return [
    asWarning(
      unsuitable('C24', `Lambda's user cannot read ${list.join(', ')}${more}`, [
        `Let others read them: RUN chmod -R o+rX ${root}, or COPY --chmod=755`,
        'The modes come from the umask of the machine that built it: check there too.',
      ]),
    ),
  ];
}

function isShut({ kind, mode }: FileEntry): boolean {
  if (kind === 'file') return (mode & othersRead) === 0;
  return kind === 'directory' && (mode & (othersRead | othersEnter)) !== (othersRead | othersEnter);
}
