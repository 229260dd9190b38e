/** A working function with an external extension in /opt/extensions: one that does its work, or one that fails in its own way. */
import { readFile } from 'node:fs/promises';
import type { TestImage } from './engine-image.js';
import { shellRuntimeImage } from './shell-runtime.js';

/**
 * `good` registers for INVOKE and SHUTDOWN and says each event on stdout; `crashes` ends with 7 before it registers; `reports`
 * registers, then reports init/error; `leaves` ends with 5 at the first INVOKE; `silent` never registers.
 */
export type ExtensionKind = 'good' | 'crashes' | 'reports' | 'leaves' | 'silent';

const source = new URL('extensions/watcher', import.meta.url);

/** The function echoes; the extension is /opt/extensions/KIND. */
export async function extensionImage(kind: ExtensionKind): Promise<TestImage> {
  const extension = { [`/opt/extensions/${kind}`]: { text: await readFile(source), mode: 0o755 } };
  return shellRuntimeImage('echo', extension, `extension-${kind}`);
}
