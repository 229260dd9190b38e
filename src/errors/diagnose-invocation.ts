/** Maps the failure of one invocation to cause and remedy: from what the function answered, its log and its memory. */
import { type DiagnosisFacts, diagnoseBy } from './diagnose.js';
import { functionRows, memoryExhausted, refusedRow } from './diagnoses/function-rows.js';
import { startupRows } from './diagnoses/startup-rows.js';
import type { Diagnosis } from './diagnosis-row.js';

export interface InvocationEvidence {
  /** `Runtime.ExitError`; what the function's own code threw. */
  readonly errorType?: string | undefined;
  readonly errorMessage?: string | undefined;
  /** Text of the invocation's log, as much as there is. */
  readonly log?: string | undefined;
  /** Memory used of the memory configured, 0 to 1. */
  readonly memoryShare?: number | undefined;
}

/** Full, as far as Lambda measures it. */
const fullMemory = 0.98;
const rows = [...functionRows, ...startupRows];
/** Rows that say only how it ended: the log may know why. */
const onlyHow = new Set(['C9', 'C12']);

/**
 * Undefined for an error of the function's own, which is shown as it is. The rows of the control plane are left out: a function
 * that was refused something by AWS speaks of its own role, not of the caller.
 */
export function diagnoseInvocation(
  { errorType = '', errorMessage = '', log = '', memoryShare = 0 }: InvocationEvidence,
  facts: DiagnosisFacts = {},
): Diagnosis | undefined {
  const said = `${errorType}: ${errorMessage}`;
  const exhausted = memoryShare >= fullMemory ? diagnoseBy([memoryExhausted], said, facts) : undefined;
  if (exhausted) return exhausted;
  const direct = diagnoseBy([...rows, refusedRow], said, facts);
  // What the code threw itself is the reason; a log also tells of errors that were handled.
  const mayAsk = direct
    ? onlyHow.has(direct.id)
    : /^(?:Runtime|Sandbox|Extension|Function)\./.test(errorType);
  if (!mayAsk) return direct;
  const logged = diagnoseBy(rows, log, facts);
  return logged && !onlyHow.has(logged.id) ? logged : direct;
}
