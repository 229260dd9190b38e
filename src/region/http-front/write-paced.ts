/** Writes to a client only as fast as it reads. */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** Resolves once more may be written; at once where the client has gone, whose bytes are dropped. */
export async function writePaced(response: ServerResponse, bytes: Uint8Array): Promise<void> {
  if (response.destroyed || bytes.length === 0 || response.write(bytes)) return;
  const waiting = new AbortController();
  const { signal } = waiting;
  const events = ['drain', 'close'].map((event) => once(response, event, { signal }));
  // Each of them rejects once the other has come.
  await Promise.race(events).catch(() => undefined);
  waiting.abort();
  await Promise.allSettled(events);
}
