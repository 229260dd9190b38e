/** Parses `KEY=VALUE` flags. */
import { AppError } from '../errors/app-error.js';

/**
 * Later ones win; the value may be empty and may hold `=`.
 * @throws USAGE naming the flag and which one of them it is, never its text, which may be a secret.
 */
export function parseAssignments(flag: string, texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(texts.map((text, index) => parseAssignment(flag, text, index + 1)));
}

function parseAssignment(flag: string, text: string, position: number): [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new AppError({
    code: 'USAGE',
    message: `${flag} number ${position} is not KEY=VALUE: ${at < 0 ? 'it has no =' : 'it has no name before the ='}.`,
    suggestions: [`Write it as ${flag} NAME=VALUE, in quotes when the value holds spaces.`],
    details: { flag, position },
  });
}
