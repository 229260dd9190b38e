/** Invocations over the wire: what is sent, what is read, and what is never sent twice. */
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { AwsAdapters } from '../../../src/adapters/aws/aws-adapters.js';
import type { FunctionName } from '../../../src/domain/function-spec.js';
import { AppError } from '../../../src/errors/app-error.js';
import type { InvocationRequest } from '../../../src/ports/function-invoker.js';
import {
  restError,
  type Script,
  type ScriptedServer,
  startScriptedServer,
} from '../../servers/scripted-http.js';
import { adaptersAt } from './adapters-at.js';

const request: InvocationRequest = {
  name: 'hello' as FunctionName,
  qualifier: 'live',
  payload: '{"n": 12345678901234567890.10, "é": 1}',
  type: 'RequestResponse',
  tail: true,
  patience: 5_000,
};
const open: { aws?: AwsAdapters; server?: ScriptedServer } = {};

afterEach(async () => {
  open.aws?.close();
  await open.server?.close();
});

async function answering(script: Script, signal?: AbortSignal) {
  open.server = await startScriptedServer(script);
  open.aws = adaptersAt(open.server.url, signal ? { signal } : {});
  return { invoker: open.aws.invoker, requests: open.server.requests };
}

async function failure(run: Promise<unknown>): Promise<AppError> {
  const error: unknown = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof AppError) return error;
  throw new Error(`no AppError: ${String(error)}`);
}

const log = 'START RequestId: r Version: 3\nEND RequestId: r\n';
const good = {
  status: 200,
  headers: {
    'content-type': 'application/json',
    'x-amzn-requestid': 'r-1',
    'x-amz-executed-version': '3',
    'x-amz-log-result': Buffer.from(log).toString('base64'),
  },
};

describe('invoke', () => {
  it('sends the text as it is, and gives the bytes as they came', async () => {
    const bytes = Uint8Array.from([0xff, 0x00, 0x7b]);
    const { invoker, requests } = await answering(() => ({ ...good, body: bytes }));
    const clientContext = '{"custom":{"a":"é"}}';
    const { payload, ...rest } = await invoker.invoke({ ...request, clientContext });
    expect([...payload]).toEqual([...bytes]);
    expect(rest).toEqual({ statusCode: 200, executedVersion: '3', requestId: 'r-1', logTail: log });
    const [sent] = requests;
    expect(sent?.url).toBe('/2015-03-31/functions/hello/invocations?Qualifier=live');
    expect(sent?.body.toString('utf8')).toBe(request.payload);
    expect(sent?.headers['x-amz-invocation-type']).toBe('RequestResponse');
    expect(sent?.headers['x-amz-log-type']).toBe('Tail');
    const context = String(sent?.headers['x-amz-client-context']);
    expect(Buffer.from(context, 'base64').toString('utf8')).toBe(clientContext);
  });

  it('tells a function error from a success: both are 200', async () => {
    const headers = { ...good.headers, 'x-amz-function-error': 'Unhandled' };
    const { invoker } = await answering(() => ({ ...good, headers, body: '{"errorMessage":"no"}' }));
    expect(await invoker.invoke(request)).toMatchObject({ statusCode: 200, functionError: 'Unhandled' });
  });

  it.each([
    ['Event', 202],
    ['DryRun', 204],
  ] as const)('%s asks for no log', async (type, status) => {
    const { invoker, requests } = await answering(() => ({ ...good, status }));
    const { statusCode, payload } = await invoker.invoke({ ...request, type, tail: false });
    expect({ statusCode, length: payload.length }).toEqual({ statusCode: status, length: 0 });
    expect(requests[0]?.headers['x-amz-invocation-type']).toBe(type);
    expect(requests[0]?.headers['x-amz-log-type']).toBeUndefined();
  });

  it('does not take somebody else’s answer for one of Lambda', async () => {
    const { invoker } = await answering(() => ({ status: 200, body: '{}' }));
    expect((await failure(invoker.invoke(request))).message).toContain('without a request id');
  });
});

describe('an event is not sent twice', () => {
  it('when the connection broke after it', async () => {
    const { invoker, requests } = await answering(() => 'reset');
    const error = await failure(invoker.invoke(request));
    expect(requests).toHaveLength(1);
    expect(error.code).toBe('REMOTE_UNAVAILABLE');
    expect(error.message).toContain('The event was sent to hello:live');
    expect(error.message).toContain('which does not send it again');
    expect(error.details.sent).toBe(true);
  });

  it('when no answer came in time', async () => {
    const { invoker, requests } = await answering(() => 'hang');
    const error = await failure(invoker.invoke({ ...request, patience: 1_000 }));
    expect(requests).toHaveLength(1);
    expect(error.message).toMatch(/^No answer within 1 s\. The event was sent/);
  });

  it.each([
    restError(500, 'ServiceException', 'Lambda encountered an internal error.'),
    { status: 503, headers: { 'content-type': 'text/html' }, body: '<html>bad gateway</html>' },
  ])('when the service failed: %j', async (answer) => {
    const { invoker, requests } = await answering(() => answer);
    const error = await failure(invoker.invoke(request));
    expect(requests).toHaveLength(1);
    expect(error.details.sent).toBe(true);
  });

  it('when somebody stops waiting', async () => {
    const stop = new AbortController();
    const { invoker, requests } = await answering(() => {
      setTimeout(() => stop.abort(), 50);
      return 'hang';
    }, stop.signal);
    const error = await failure(invoker.invoke(request));
    expect(requests).toHaveLength(1);
    expect(error.code).toBe('INTERRUPTED');
    expect(error.message).toContain('goes on without lading');
  });
});

describe('an event is sent again', () => {
  it('when it was throttled, since it did not run', async () => {
    const { invoker, requests } = await answering((_, count) =>
      count === 1 ? restError(429, 'TooManyRequestsException', 'Rate Exceeded.') : { ...good, body: '1' },
    );
    expect(Buffer.from((await invoker.invoke(request)).payload).toString()).toBe('1');
    expect(requests).toHaveLength(2);
  });

  it('when nothing was connected', async () => {
    const port = await closedPort();
    const aws = adaptersAt(`http://127.0.0.1:${port}`);
    open.aws = aws;
    const answer = aws.invoker.invoke(request);
    // The first attempts are refused; then somebody listens.
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { server, asked } = await listening(port);
    expect(Buffer.from((await answer).payload).toString()).toBe('2');
    expect(asked()).toBe(1);
    await new Promise((resolve) => server.close(resolve));
  });
});

it('says that nothing was sent where nothing could be connected', async () => {
  open.aws = adaptersAt(`http://127.0.0.1:${await closedPort()}`);
  const error = await failure(open.aws.invoker.invoke(request));
  expect(error.code).toBe('REMOTE_UNAVAILABLE');
  expect(error.message).toMatch(/ECONNREFUSED.*The event was not sent\.$/);
  expect(error.details.sent).toBeUndefined();
});

describe('refusals that did not run', () => {
  it.each([
    [
      409,
      'CodeArtifactUserPendingException',
      'Lambda is initializing your function.',
      'FUNCTION_BUSY',
      'conflict',
    ],
    [
      409,
      'ResourceConflictException',
      'The operation cannot be performed at this time. The function is currently in the following state: Pending',
      'FUNCTION_BUSY',
      'conflict',
    ],
    [409, 'CodeArtifactUserFailedException', 'Verify the image.', 'FUNCTION_FAILED', undefined],
    [502, 'EC2UnexpectedException', 'EC2 said no.', 'REMOTE_UNAVAILABLE', undefined],
    [502, 'InvalidSecurityGroupIDException', 'no such group', 'REMOTE_UNAVAILABLE', undefined],
    [
      404,
      'ResourceNotFoundException',
      'Function not found: arn:aws:lambda:x',
      'FUNCTION_NOT_FOUND',
      undefined,
    ],
  ])('%i %s is asked once', async (status, name, text, code, retry) => {
    const { invoker, requests } = await answering(() => restError(status, name, text));
    const error = await failure(invoker.invoke(request));
    expect(requests).toHaveLength(1);
    expect({ code: error.code, retry: error.details.retry, sent: error.details.sent }).toEqual({
      code,
      retry,
      sent: undefined,
    });
    expect(error.message).toContain(text);
  });
});

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listening(port: number) {
  const { createServer: createHttpServer } = await import('node:http');
  let count = 0;
  const server = createHttpServer((incoming, response) => {
    count += 1;
    incoming.resume();
    response.writeHead(200, good.headers).end('2');
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { server, asked: () => count };
}
