/** One event to a function of this machine, and what came of it in the words of an invocation in AWS. */
import { estimateCost } from '../../domain/invocation/cost.js';
import type { InvocationResult } from '../../domain/invocation/invocation-result.js';
import { invocationWarnings } from '../../domain/invocation/invocation-warnings.js';
import { presentPayload } from '../../domain/invocation/present-payload.js';
import { AppError } from '../../errors/app-error.js';
import { redact } from '../../errors/redact.js';
import type { FunctionHost, HostedFunction, InvocationOutcome } from '../../ports/function-host.js';
import { readFailure } from '../function-failure.js';
import type { Invoked } from '../invoke-function.js';

/** A failing function is an `error` in the result, not thrown. @throws SANDBOX_FAILED, ENGINE_UNREACHABLE, INTERRUPTED */
export async function runOnce(
  text: string,
  hosted: HostedFunction,
  host: Pick<FunctionHost, 'invoke'>,
  signal: AbortSignal,
): Promise<Invoked> {
  const outcome = await host.invoke({ payload: Buffer.from(text) }, signal);
  const { payload, report, requestId, tail, failure } = outcome;
  const error = failure && failureOf(outcome, hosted);
  const result: InvocationResult = {
    function: hosted.name,
    qualifier: hosted.version,
    invocationType: 'RequestResponse',
    statusCode: 200,
    executedVersion: hosted.version,
    requestId,
    functionError: failure ? 'Unhandled' : null,
    ...presentPayload(payload),
    report,
    cost: estimateCost(report, hosted) ?? null,
    warnings: invocationWarnings(report, { timeout: hosted.timeout, log: tail }),
    logTail: redact(tail),
    ...(error && { error: error.toDocument() }),
  };
  return { payload, result, ...(error && { error }) };
}

function failureOf(
  { payload, failure, requestId, tail }: InvocationOutcome,
  { name }: HostedFunction,
): AppError {
  const { diagnosis } = readFailure({ payload, logTail: tail }, { function: name });
  const said = [failure?.errorType, failure?.message].filter(Boolean).join(': ');
  return new AppError({
    code: 'INVOCATION_FAILED',
    message: `Function ${name} failed: ${said}${/[.!?]$/.test(said) ? '' : '.'}${diagnosis ? ` ${diagnosis.cause}` : ''}`,
    suggestions: diagnosis?.suggestions ?? ['Its log is above.'],
    details: {
      function: name,
      requestId,
      ...(failure && { kind: failure.kind, errorType: failure.errorType, errorMessage: failure.message }),
      ...(diagnosis && { diagnosis: diagnosis.id }),
    },
  });
}
