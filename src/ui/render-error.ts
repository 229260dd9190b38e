/** An error as text for people: what happened, what to do next, where to read more. */
import type { AppError } from '../errors/app-error.js';
import type { Paint } from './paint.js';

/** Several lines, without the last line's end. `done` lists what had been changed before. */
export function renderError(error: AppError, done: readonly string[], paint: Paint): string {
  const lines = [`${paint.removed('Error')} ${error.code}: ${error.message}`];
  if (done.length > 0) lines.push(`Done before that: ${done.join('; ')}.`);
  for (const suggestion of error.suggestions) lines.push(`  Try: ${suggestion}`);
  lines.push(paint.faint(`  More: ${error.ref}`));
  return lines.join('\n');
}
