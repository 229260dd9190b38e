/** A stream that says it is a terminal and keeps what is written, for drawing without a terminal. */
import { Writable } from 'node:stream';

export interface TerminalStream {
  readonly stream: NodeJS.WriteStream;
  written(): string;
}

export function openTerminalStream(): TerminalStream {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString());
      done();
    },
  });
  Object.assign(stream, { isTTY: true, columns: 100, rows: 30 });
  return { stream: stream as unknown as NodeJS.WriteStream, written: () => chunks.join('') };
}
