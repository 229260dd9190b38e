/** Takes the engine's stream of a container's output apart into stdout and stderr. */
import type { Readable } from 'node:stream';
import type { SandboxOutput } from '../../../ports/sandbox-engine.js';

/** One byte of kind, three of nothing, four of length. */
const headerSize = 8;
const stderr = 2;

/**
 * Hands on every piece in order and resolves at the end of the stream; never rejects, since what a container wrote before the
 * connection broke is all there is. docker-modem's own demultiplexer calls itself once a frame: a few thousand short ones at
 * once overflow its stack.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach
 */
export function readFrames(stream: Readable, onOutput: (output: SandboxOutput) => void): Promise<void> {
  let rest: Buffer = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    rest = handOn(rest.byteLength === 0 ? chunk : Buffer.concat([rest, chunk]), onOutput);
  });
  return new Promise((resolve) => {
    for (const event of ['end', 'error', 'close']) stream.on(event, () => resolve());
  });
}

/** Returns what is not yet complete. */
function handOn(bytes: Buffer, onOutput: (output: SandboxOutput) => void): Buffer {
  let at = 0;
  while (bytes.byteLength - at >= headerSize) {
    const end = at + headerSize + bytes.readUInt32BE(at + 4);
    if (end > bytes.byteLength) break;
    const kind = bytes[at] === stderr ? 'stderr' : 'stdout';
    if (end > at + headerSize) onOutput({ stream: kind, bytes: bytes.subarray(at + headerSize, end) });
    at = end;
  }
  return bytes.subarray(at);
}
