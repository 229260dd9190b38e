/** The lines of a program's output that show what went wrong. */
import { redact } from '../../errors/redact.js';

const mostLines = 6;
const longestLine = 240;

/** Lines from the first one that `pattern` knows on, else the last ones. Without secrets; long lines are cut. */
export function evidenceIn(output: string, pattern?: RegExp): string[] {
  const lines = output.split(/\r?\n/).filter((line) => line.trim() !== '');
  const found = pattern ? lines.findIndex((line) => pattern.test(line)) : -1;
  const chosen = found < 0 ? lines.slice(-mostLines) : lines.slice(found, found + mostLines);
  return chosen.map((line) => cut(redact(line)));
}

function cut(line: string): string {
  return line.length > longestLine ? `${line.slice(0, longestLine)} …` : line;
}
