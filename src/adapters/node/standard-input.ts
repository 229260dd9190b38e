/** Standard input of this process. */
import { fstatSync } from 'node:fs';
import { AppError } from '../../errors/app-error.js';
import type { StandardInput } from '../../ports/system.js';

/** Milliseconds. */
const longWait = 2_000;

/** Opens nothing before it is read. */
export function createStandardInput(): StandardInput {
  return {
    redirected: () => isRedirected(0),
    read: (most, signal, onWait) => read(process.stdin, most, signal, onWait),
  };
}

// Parents that think of no input leave /dev/null, a terminal or (Node.js) a socket that never ends.
function isRedirected(descriptor: number): boolean {
  try {
    const status = fstatSync(descriptor);
    return status.isFIFO() || status.isFile();
  } catch (error) {
    // A process may be started with its input closed.
    if ((error as NodeJS.ErrnoException).code === 'EBADF') return false;
    throw error;
  }
}

async function read(
  stream: NodeJS.ReadStream,
  most: number,
  signal: AbortSignal,
  onWait: () => void,
): Promise<Uint8Array> {
  const timer = setTimeout(onWait, longWait);
  const chunks: Buffer[] = [];
  let length = 0;
  // A pipe waits for its writer as long as it takes; ending it is what ends the wait.
  const stop = (): void => void stream.destroy(stopped());
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) throw stopped();
    for await (const chunk of stream) {
      chunks.push(Buffer.from(chunk as Uint8Array));
      length += (chunk as Uint8Array).byteLength;
      if (length > most) break;
    }
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
  return Buffer.concat(chunks);
}

function stopped(): AppError {
  return new AppError({ code: 'INTERRUPTED', message: 'Stopped while waiting for input.' });
}
