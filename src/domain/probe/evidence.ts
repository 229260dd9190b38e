/** The lines of a program's output that show what went wrong. */
import { redact } from '../../errors/redact.js';
import { quote } from './quote.js';

const mostLines = 6;
const longestLine = 240;

/** Written by Lambda itself, and told in the message. */
const platformLine =
  /^(?:START |END |REPORT |INIT_REPORT |EXTENSION\t|IMAGE\t|RequestId: \S+ Error: |\S+Z \S+ Task timed out after |(?:Runtime|Sandbox|Extension|Function)\.\w+$)/;

/** AWS's client for Python ends all but the last line of a traceback with a carriage return, so that they are one event of the log. */
const lineEnd = /\r\n|\n|\r/;

/** Lines from the first one that `pattern` knows on, else the last ones. Fit to be shown; long lines are cut. */
export function evidenceIn(output: string, pattern?: RegExp): string[] {
  // All of it at once: a secret may go over several lines.
  const lines = redact(output)
    .split(lineEnd)
    .filter((line) => line.trim() !== '' && !platformLine.test(line));
  const found = pattern ? lines.findIndex((line) => pattern.test(line)) : -1;
  const chosen = found < 0 ? lines.slice(-mostLines) : lines.slice(found, found + mostLines);
  return chosen.map((line) => cut(quote(line)));
}

/** Of a message, fit to be shown, without the stop at its end. */
export function firstLine(text: string): string {
  return cut(quote(text).trim().split(lineEnd)[0] ?? '').replace(/\.$/, '');
}

function cut(line: string): string {
  return line.length > longestLine ? `${line.slice(0, longestLine)} …` : line;
}
