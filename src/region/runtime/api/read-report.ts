/** Reads what a runtime or extension sends in one piece. */
import type { IncomingMessage } from 'node:http';

export type Report =
  | { readonly kind: 'whole'; readonly bytes: Buffer }
  /** All of it was read, so that the sender gets to see the refusal. */
  | { readonly kind: 'too-large'; readonly size: number }
  /** The connection ended first. */
  | { readonly kind: 'truncated' };

/** The body of a request, kept as far as `limit` bytes go. Never rejects. */
export function readReport(request: IncomingMessage, limit: number): Promise<Report> {
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) chunks = [];
      else chunks.push(chunk);
    });
    request.on('end', () => {
      if (size > limit) resolve({ kind: 'too-large', size });
      else
        resolve({
          kind: 'whole',
          bytes: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks),
        });
    });
    request.on('error', () => resolve({ kind: 'truncated' }));
    request.on('close', () => resolve({ kind: 'truncated' }));
  });
}
