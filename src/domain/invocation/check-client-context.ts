/** Refuses a client context that Lambda would not hand to the function. */
import { AppError } from '../../errors/app-error.js';

/** Bytes in base64: it travels in a header. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
const mostBytes = 3_583;

/** @throws USAGE for what is no JSON object, or too large */
export function checkClientContext(text: string): void {
  if (!isObject(text))
    throw refused('it is not a JSON object', ['Write one: --client-context \'{"custom":{"key":"value"}}\'']);
  const bytes = Buffer.from(text, 'utf8').toString('base64').length;
  if (bytes > mostBytes)
    throw refused(`in base64 it has ${bytes} bytes, and Lambda takes ${mostBytes}`, [
      'Put the data into the event.',
    ]);
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function refused(why: string, suggestions: string[]): AppError {
  return new AppError({ code: 'USAGE', message: `--client-context cannot be used: ${why}.`, suggestions });
}
