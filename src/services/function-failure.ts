/** Reads how a function failed out of what it answered and logged. */
import { parseReport } from '../domain/invocation/parse-report.js';
import type { DiagnosisFacts } from '../errors/diagnose.js';
import { diagnoseInvocation } from '../errors/diagnose-invocation.js';
import type { Diagnosis } from '../errors/diagnosis-row.js';
import type { Invocation } from '../ports/function-invoker.js';

export interface FunctionFailure {
  /** `Runtime.ExitError`, or the class that the function's own code threw. */
  readonly errorType?: string;
  readonly errorMessage?: string;
  /** Undefined for an error of the function's own. */
  readonly diagnosis?: Diagnosis;
}

/** The payload is `{ errorMessage, errorType, stackTrace }` where the runtime keeps to the convention, and may be anything else. */
export function readFailure(
  { payload, failure, logTail = '' }: Pick<Invocation, 'payload' | 'failure' | 'logTail'>,
  facts: DiagnosisFacts,
): FunctionFailure {
  const { errorType, errorMessage } = told(failure ?? Buffer.from(payload).toString('utf8'));
  const report = parseReport(logTail);
  const diagnosis = diagnoseInvocation(
    {
      errorType: errorType ?? report?.errorType,
      errorMessage,
      log: logTail,
      memoryShare: report?.maxMemoryUsed === undefined ? undefined : report.maxMemoryUsed / report.memorySize,
    },
    facts,
  );
  return {
    ...(errorType !== undefined && { errorType }),
    ...(errorMessage !== undefined && { errorMessage }),
    ...(diagnosis && { diagnosis }),
  };
}

/** Characters of a payload that is no JSON: all of it is on stdout. */
const most = 1_000;

function told(payload: string): { errorType?: string | undefined; errorMessage?: string | undefined } {
  try {
    const answer = JSON.parse(payload) as Record<string, unknown> | null;
    const text = (key: string) => (typeof answer?.[key] === 'string' ? (answer[key] as string) : undefined);
    return { errorType: text('errorType'), errorMessage: text('errorMessage') };
  } catch (error) {
    if (error instanceof SyntaxError)
      return { errorMessage: payload.length > most ? `${payload.slice(0, most)}…` : payload };
    throw error;
  }
}
