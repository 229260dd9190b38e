/** Asks a person on the terminal. */
import { createInterface } from 'node:readline/promises';

/** The question goes to stderr; whatever is not yes is no. Ctrl-C aborts `stop`. @throws AbortError once `stop` is aborted */
export async function askYesOrNo(question: string, stop: AbortController): Promise<boolean> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  // While it asks, the keys come here and not as a signal.
  prompt.once('SIGINT', () => stop.abort());
  try {
    const answer = await prompt.question(`${question} [y/N] `, { signal: stop.signal });
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    // Ctrl-D, the end of the input, is no answer.
    if (stop.signal.aborted || !isAbortError(error)) throw error;
    return false;
  } finally {
    prompt.close();
  }
}

function isAbortError(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
