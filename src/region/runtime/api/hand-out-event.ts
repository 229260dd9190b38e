/** Answers `next` with an event. */
import type { ServerResponse } from 'node:http';
import type { RuntimeInvocation } from '../runtime-api.js';

/**
 * Headers and event, as in https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-next; headers that
 * have nothing to say are left out.
 */
export function handOutEvent(response: ServerResponse, invocation: RuntimeInvocation): void {
  const headers: Record<string, string | number> = {
    'Content-Type': 'application/json',
    'Content-Length': invocation.payload.byteLength,
  };
  const put = (name: string, value: string | undefined): void => {
    if (value) headers[name] = headerText(value);
  };
  put('Lambda-Runtime-Aws-Request-Id', invocation.requestId);
  put('Lambda-Runtime-Deadline-Ms', String(Math.round(invocation.deadline)));
  put('Lambda-Runtime-Invoked-Function-Arn', invocation.invokedFunctionArn);
  put('Lambda-Runtime-Trace-Id', invocation.traceId);
  put('Lambda-Runtime-Client-Context', invocation.clientContext);
  put('Lambda-Runtime-Cognito-Identity', invocation.cognitoIdentity);
  put('Lambda-Runtime-Aws-Tenant-Id', invocation.tenantId);
  response.writeHead(200, headers).end(invocation.payload);
}

/** The UTF-8 bytes of a text, as Lambda sends them; Node.js takes headers as Latin-1 and refuses line breaks. */
function headerText(value: string): string {
  return Buffer.from(value.replace(/\p{Cc}/gu, ' '), 'utf8').toString('latin1');
}
