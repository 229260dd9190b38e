/** Reads the engine's answer to the end: it says 200 first, and what went wrong in a later line. */
import { createInterface } from 'node:readline';

/**
 * @param {NodeJS.ReadableStream} stream one JSON document a line
 * @param {() => void} onMessage called for each of them
 */
export async function readMessages(stream, onMessage = () => undefined) {
  for await (const line of createInterface({ input: stream })) {
    if (line.trim() === '') continue;
    const message = JSON.parse(line);
    if (message.error) throw new Error(message.error);
    onMessage();
  }
}
