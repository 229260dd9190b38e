/** Images whose entry point cannot be started, each for a reason of its own. */
import { engineImage, type ImageFile, type TestImage } from './engine-image.js';
import { damagedProgram, foreignProgram } from './foreign-program.js';
import { shellRuntimeFiles } from './shell-runtime.js';

export type BrokenEntry =
  | 'foreign'
  | 'missing'
  | 'not-executable'
  | 'crlf'
  | 'no-shebang'
  | 'no-interpreter'
  | 'folder'
  /** Looks like a program of this machine until the kernel reads on. */
  | 'damaged';

const script = '#!/bin/sh\nexec /var/task/bootstrap echo\n';

/** `missing`: nothing is there. */
const entries: Readonly<Record<Exclude<BrokenEntry, 'missing'>, ImageFile>> = {
  foreign: { text: foreignProgram(), mode: 0o755 },
  'not-executable': { text: script, mode: 0o644 },
  crlf: { text: script.replaceAll('\n', '\r\n'), mode: 0o755 },
  'no-shebang': { text: 'exec /var/task/bootstrap echo\n', mode: 0o755 },
  'no-interpreter': { text: '#!/bin/bash\nexec /var/task/bootstrap echo\n', mode: 0o755 },
  folder: { folder: 0o755 },
  damaged: { text: damagedProgram(), mode: 0o755 },
};

/** Its entry point is /entry. */
export async function brokenEntryImage(kind: BrokenEntry): Promise<TestImage> {
  const entry = kind === 'missing' ? {} : { '/entry': entries[kind] };
  const files = { ...(await shellRuntimeFiles()), ...entry };
  return engineImage(`broken-${kind}`, files, ['WORKDIR /var/task', 'ENTRYPOINT ["/entry"]']);
}
