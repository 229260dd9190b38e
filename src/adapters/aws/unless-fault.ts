/** Answers that may be an error of a known name, where that error means "there is none". */
import { readFault } from './aws-fault.js';

/** Undefined instead of an error of these names. */
export async function unlessFault<Output>(
  names: RegExp,
  answer: Promise<Output>,
): Promise<Output | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (names.test(readFault(error).name)) return undefined;
    throw error;
  }
}
