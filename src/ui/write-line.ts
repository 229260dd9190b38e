/** Writes a line and waits until it is handed over. */

/** Resolves also when the reader went away (`| head`): that is no error. */
export function writeLine(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve) => {
    stream.once('error', () => resolve());
    stream.write(`${text}\n`, () => resolve());
  });
}
