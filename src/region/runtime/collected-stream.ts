/** Takes a streamed answer where the caller wants it whole. */
import type { ResponseStream } from '../../ports/function-host.js';

export interface CollectedStream {
  onStream(stream: ResponseStream): void;
  /** All that came. A stream that broke off ends with what it had; why, the invocation's ending tells. */
  body(): Promise<Uint8Array>;
}

export function collectStream(): CollectedStream {
  let collecting: Promise<Uint8Array> | undefined;
  return {
    onStream(stream) {
      collecting = collect(stream.body);
    },
    body: async () => collecting ?? new Uint8Array(),
  };
}

async function collect(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  try {
    for await (const part of body) parts.push(part);
  } catch {
    // The function broke off; the ending of its invocation says how.
  }
  return Buffer.concat(parts);
}
