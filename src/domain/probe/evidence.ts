/** The lines of a program's output that show what went wrong. */
import { redact } from '../../errors/redact.js';

const mostLines = 6;
const longestLine = 240;

/** Written by Lambda itself, and told in the message. */
const platformLine =
  /^(?:START |END |REPORT |INIT_REPORT |EXTENSION\t|IMAGE\t|RequestId: \S+ Error: |(?:Runtime|Sandbox|Extension|Function)\.\w+$)/;

/** Lines from the first one that `pattern` knows on, else the last ones. Without secrets; long lines are cut. */
export function evidenceIn(output: string, pattern?: RegExp): string[] {
  const lines = output.split(/\r?\n/).filter((line) => line.trim() !== '' && !platformLine.test(line));
  const found = pattern ? lines.findIndex((line) => pattern.test(line)) : -1;
  const chosen = found < 0 ? lines.slice(-mostLines) : lines.slice(found, found + mostLines);
  return chosen.map((line) => cut(redact(line)));
}

/** Of a message, without the stop at its end. */
export function firstLine(text: string): string {
  return cut(text.trim().split(/\r?\n/)[0] ?? '').replace(/\.$/, '');
}

function cut(line: string): string {
  return line.length > longestLine ? `${line.slice(0, longestLine)} …` : line;
}
