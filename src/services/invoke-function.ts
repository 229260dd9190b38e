/** Invokes a function once: waits while it is being prepared, and says what came of it. */

import type { ObservedFunction } from '../domain/function-state.js';
import { type CostEstimate, estimateCost } from '../domain/invocation/cost.js';
import type { InvocationReport } from '../domain/invocation/invocation-report.js';
import type { InvocationResult } from '../domain/invocation/invocation-result.js';
import { invocationWarnings } from '../domain/invocation/invocation-warnings.js';
import { parseReport } from '../domain/invocation/parse-report.js';
import { presentPayload } from '../domain/invocation/present-payload.js';
import { AppError } from '../errors/app-error.js';
import { redact } from '../errors/redact.js';
import type { Invocation } from '../ports/function-invoker.js';
import type { DeployDeps } from './deploy-deps.js';
import { readFailure } from './function-failure.js';
import { type InvokeRequest, sendEvent } from './send-event.js';
import { whyMissing } from './why-missing.js';

type InvokeDeps = Pick<DeployDeps, 'invoker' | 'clock'> & {
  readonly functions: Pick<DeployDeps['functions'], 'get'>;
};

/** The payload's bytes, and everything that is known around them; `error` is the function's own failure, which is not thrown. */
export interface Invoked {
  readonly payload: Uint8Array;
  readonly result: InvocationResult;
  readonly error?: AppError;
}

/**
 * Reads the function's configuration beside, for its timeout and architecture; where that is not allowed, they stay out.
 * @throws FUNCTION_NOT_FOUND, WAIT_TIMEOUT, INTERRUPTED with `details.sent`, and what the invoker throws
 */
export async function invokeFunction(
  request: InvokeRequest,
  deps: InvokeDeps,
  signal: AbortSignal,
): Promise<Invoked> {
  const described = request.tail ? describe(request, request.qualifier, deps) : undefined;
  const answer = await sendEvent(request, deps, signal).catch(async (error: unknown) => {
    if (!(error instanceof AppError) || error.code !== 'FUNCTION_NOT_FOUND') throw error;
    throw await whyMissing(error, request, deps.functions);
  });
  const configuration = await matching(described, answer, request, deps);
  const error = answer.functionError === undefined ? undefined : failureOf(answer, request);
  const report = parseReport(answer.logTail ?? '');
  const result: InvocationResult = {
    function: request.name,
    qualifier: request.qualifier,
    invocationType: request.type,
    statusCode: answer.statusCode,
    executedVersion: answer.executedVersion ?? null,
    requestId: answer.requestId ?? null,
    functionError: answer.functionError ?? null,
    ...presentPayload(answer.payload),
    report: report ?? null,
    cost: (report && configuration && costOf(report, configuration)) ?? null,
    warnings: report
      ? invocationWarnings(report, {
          timeout: configuration?.configuration.timeout,
          log: answer.logTail ?? '',
        })
      : [],
    // A log may show what lading keeps to itself, the values of placeholders for example.
    logTail: answer.logTail === undefined ? null : redact(answer.logTail),
    ...(error && { error: error.toDocument() }),
  };
  return { payload: answer.payload, result, ...(error && { error }) };
}

async function describe(
  { name, address }: InvokeRequest,
  qualifier: string,
  { functions }: InvokeDeps,
): Promise<ObservedFunction | undefined> {
  try {
    return await functions.get(address ?? name, qualifier);
  } catch (error) {
    // Also Ctrl-C: the answer to the event, where there is one, counts more.
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

/** An alias may have sent the event to another version than it was asked about. */
async function matching(
  described: Promise<ObservedFunction | undefined> | undefined,
  { executedVersion }: Invocation,
  request: InvokeRequest,
  deps: InvokeDeps,
): Promise<ObservedFunction | undefined> {
  const observed = await described;
  if (!observed || executedVersion === undefined || observed.version === executedVersion) return observed;
  return describe(request, executedVersion, deps);
}

function costOf(report: InvocationReport, { arn, architecture }: ObservedFunction): CostEstimate | undefined {
  return estimateCost(report, { region: arn.split(':')[3] ?? '', architecture });
}

function failureOf(answer: Invocation, { name, qualifier }: InvokeRequest): AppError {
  const { functionError = '', executedVersion, requestId } = answer;
  const { errorType, errorMessage, diagnosis } = readFailure(answer, { function: name });
  const how = functionError === errorType ? '' : ` (${functionError})`;
  const said = [errorType, errorMessage].filter((text) => text !== undefined && text !== '').join(': ');
  return new AppError({
    code: 'INVOCATION_FAILED',
    message: `Function ${name}:${qualifier} failed${how}: ${said || 'it gave no reason'}${/[.!?]$/.test(said) ? '' : '.'}${diagnosis ? ` ${diagnosis.cause}` : ''}`,
    suggestions: diagnosis?.suggestions ?? [`Read the whole log: lading logs ${name} --since 15m`],
    details: {
      function: name,
      qualifier,
      functionError,
      ...(errorType !== undefined && { errorType }),
      ...(errorMessage !== undefined && { errorMessage }),
      ...(executedVersion !== undefined && { version: executedVersion }),
      ...(requestId !== undefined && { requestId }),
      ...(diagnosis && { diagnosis: diagnosis.id }),
    },
  });
}
