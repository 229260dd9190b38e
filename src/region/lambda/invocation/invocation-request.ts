/** Reads what a request of Invoke or InvokeWithResponseStream asks for besides its event. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import type { InvocationType } from '../../../domain/invocation/event-limits.js';
import type { FunctionEvent } from '../../../ports/function-host.js';
import { validate } from '../../wire/validate.js';
import { WireError } from '../../wire/wire-error.js';
import { namespacedFunctionName, qualifier } from '../function-name.js';
import type { InvocationTarget } from './invocation-target.js';

const schema = z.strictObject({
  FunctionName: namespacedFunctionName,
  Qualifier: qualifier.optional(),
  InvocationType: z.enum(['Event', 'RequestResponse', 'DryRun']).optional(),
  LogType: z.enum(['None', 'Tail']).optional(),
  ClientContext: z.string().max(3583).optional(),
});

export interface InvocationRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string | undefined;
  readonly type: InvocationType;
  /** Whether the end of the log is asked for. */
  readonly tail: boolean;
  /** JSON text. */
  readonly clientContext?: string;
  /** The same for the answer, the event and the log. */
  readonly requestId: string;
  readonly traceId?: string;
}

/**
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_RequestSyntax
 * @param input members from path and query
 * @throws WireError ValidationException 400, InvalidRequestContentException 400 for a client context that is not base64 of JSON
 */
export function readInvocationRequest(
  input: Record<string, unknown>,
  { headers }: IncomingMessage,
  response: ServerResponse,
): InvocationRequest {
  const { FunctionName, Qualifier, InvocationType, LogType, ClientContext } = validate(schema, {
    ...input,
    InvocationType: headers['x-amz-invocation-type'],
    LogType: headers['x-amz-log-type'],
    ClientContext: headers['x-amz-client-context'],
  });
  const traceId = headers['x-amzn-trace-id'];
  return {
    FunctionName,
    Qualifier,
    type: InvocationType ?? 'RequestResponse',
    tail: LogType === 'Tail',
    requestId: String(response.getHeader('x-amzn-requestid')),
    ...(ClientContext !== undefined && { clientContext: decodeContext(ClientContext) }),
    ...(typeof traceId === 'string' && { traceId }),
  };
}

/** What the function is given along with its payload. */
export function eventOf(
  { requestId, traceId, clientContext }: InvocationRequest,
  { arn }: InvocationTarget,
  payload: Uint8Array,
): FunctionEvent & { readonly requestId: string } {
  return {
    payload,
    requestId,
    invokedFunctionArn: arn,
    ...(traceId !== undefined && { traceId }),
    ...(clientContext !== undefined && { clientContext }),
  };
}

function decodeContext(text: string): string {
  const decoded = Buffer.from(text, 'base64').toString('utf8');
  try {
    JSON.parse(decoded);
  } catch {
    throw new WireError(
      'InvalidRequestContentException',
      'Client context must be a valid Base64-encoded JSON object.',
      400,
    );
  }
  return decoded;
}
