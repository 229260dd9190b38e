/** Counts a build context on its way to the engine and remembers what went wrong on the way. */
import { pipeline, type Readable, Transform, type TransformCallback } from 'node:stream';

export interface ContextUpload {
  /** What the request sends. Destroying it closes the files. */
  readonly body: Readable;
  /** The file system's error that ended the upload, if one did. */
  failure(): Error | undefined;
}

/** Bytes between two reports. */
const reportEvery = 1024 * 1024;

/** `onBytes` hears the bytes sent so far, after each MiB and at the end. */
export function openUpload(archive: Readable, onBytes: (bytes: number) => void): ContextUpload {
  let sent = 0;
  let reported = -1;
  let failure: Error | undefined;
  const body = new Transform({
    transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
      sent += chunk.length;
      if (sent - reported >= reportEvery) {
        reported = sent;
        onBytes(sent);
      }
      done(null, chunk);
    },
    flush(done: TransformCallback) {
      if (reported !== sent) onBytes(sent);
      done();
    },
  });
  pipeline(archive, body, (error) => {
    // Only the archive can fail by itself; a body that was closed early is the request's story.
    if (error && (error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') failure = error;
  });
  return { body, failure: () => failure };
}
