/** Looks up what a program said in the table of symptoms. */
import { diagnoseBy } from '../../errors/diagnose.js';
import { asWarning, type Finding, unsuitable } from '../finding.js';
import { evidenceIn } from './evidence.js';
import { outsideRow, symptomRows } from './symptom-rows.js';

export interface Said {
  /** What it, or its runtime, reported as the error; empty when it reported none. */
  readonly error: string;
  /** What it wrote. */
  readonly output: string;
}

const rows = [...symptomRows, outsideRow];

/**
 * The finding for the first symptom known, looked for in the reported error first, which is closer to the cause; undefined when
 * none is. `message` makes a sentence of the cause. What a sandbox cannot judge is a warning.
 */
export function findSymptom(
  { error, output }: Said,
  message: (cause: string) => string,
): Finding | undefined {
  for (const text of [error, output]) {
    const row = rows.find(({ match }) => match.test(text));
    const found = row && diagnoseBy([row], text);
    if (!found) continue;
    const finding = unsuitable(found.id, message(found.cause), found.suggestions);
    const whole = { ...finding, evidence: evidenceIn(output, row.match) };
    return row === outsideRow ? asWarning(whole) : whole;
  }
  return undefined;
}
