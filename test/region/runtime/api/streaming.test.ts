import type { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import type { InvocationEnding } from '../../../../src/region/runtime/runtime-api.js';
import { invocation, openTestApi, type TestApi } from './test-api.js';

const streaming = { 'Lambda-Runtime-Function-Response-Mode': 'streaming' };

interface Stream {
  readonly contentType: string;
  readonly body: AsyncIterable<Uint8Array>;
}

interface Streaming extends TestApi {
  readonly ending: Promise<InvocationEnding>;
  readonly stream: Promise<Stream>;
}

/** A runtime that works on event `r-1`, for a caller who takes streams. */
async function working(): Promise<Streaming> {
  const opened = await openTestApi();
  const event = opened.next();
  await opened.api.init;
  let ending: Promise<InvocationEnding> | undefined;
  const stream = new Promise<Stream>((resolve) => {
    ending = opened.api.deliver(invocation('r-1'), resolve);
  });
  await event;
  return { ...opened, stream, ending: ending as Promise<InvocationEnding> };
}

async function text(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** The head of a chunked response as a custom runtime in shell would send it. */
const head = [
  'POST /2018-06-01/runtime/invocation/r-1/response HTTP/1.1',
  'Host: runtime',
  'Lambda-Runtime-Function-Response-Mode: streaming',
  'Transfer-Encoding: chunked',
  '',
  '',
].join('\r\n');

test('passes on what arrives before the rest is there', async () => {
  const { raw, stream, ending } = await working();
  const socket = raw();
  socket.write(`${head}5\r\nfirst\r\n`);
  const { contentType, body } = await stream;
  expect(contentType).toBe('application/octet-stream');
  const reader = body[Symbol.asyncIterator]();
  expect(Buffer.from((await reader.next()).value as Uint8Array).toString()).toBe('first');
  socket.write('6\r\nsecond\r\n0\r\n\r\n');
  expect(Buffer.from((await reader.next()).value as Uint8Array).toString()).toBe('second');
  expect((await reader.next()).done).toBe(true);
  expect(await ending).toEqual({ kind: 'streamed' });
});

const error = { errorMessage: 'stream broke', errorType: 'RuntimeError' };
test.each([
  ['base64', Buffer.from(JSON.stringify(error)).toString('base64')],
  ['plain', JSON.stringify(error)],
])('an error in the trailers, %s', async (_form, sent) => {
  const { respond, stream, ending } = await working();
  const answer = respond('r-1', 'half', {
    headers: {
      ...streaming,
      'Content-Type': 'application/vnd.awslambda.http-integration-response',
      Trailer: ['Lambda-Runtime-Function-Error-Type', 'Lambda-Runtime-Function-Error-Body'],
    },
    trailers: {
      'Lambda-Runtime-Function-Error-Type': 'Function.RuntimeError',
      'Lambda-Runtime-Function-Error-Body': sent,
    },
  });
  const { contentType, body } = await stream;
  expect(contentType).toBe('application/vnd.awslambda.http-integration-response');
  expect(await text(body)).toBe('half');
  expect((await answer).status).toBe(202);
  const how = await ending;
  expect(how).toMatchObject({ kind: 'streamed', error: { errorType: 'Function.RuntimeError' } });
  expect(how.kind === 'streamed' && JSON.parse(Buffer.from(how.error?.body ?? '').toString())).toEqual(error);
});

test('a connection that breaks in the middle ends the body with an error', async () => {
  const { api, raw, stream, ending, next } = await working();
  const socket = raw();
  socket.write(`${head}5\r\nfirst\r\n`);
  const { body } = await stream;
  const reader = body[Symbol.asyncIterator]();
  await reader.next();
  socket.resetAndDestroy();
  await expect(reader.next()).rejects.toThrow('in the middle of the response');
  expect(await ending).toMatchObject({
    kind: 'streamed',
    error: { errorType: 'Runtime.TruncatedResponse' },
  });
  const second = next();
  void api.deliver(invocation('r-2'));
  expect((await second).headers['lambda-runtime-aws-request-id']).toBe('r-2');
});

test('a break that happens before anybody reads is told to whoever reads later', async () => {
  const { raw, stream, ending } = await working();
  const socket = raw();
  socket.write(`${head}5\r\nfirst\r\n`);
  const { body } = await stream;
  socket.resetAndDestroy();
  expect(await ending).toMatchObject({ error: { errorType: 'Runtime.TruncatedResponse' } });
  await expect(text(body)).rejects.toThrow('in the middle of the response');
});

test('holds the runtime up while nobody reads', async () => {
  const { raw, stream, ending } = await working();
  const socket = raw();
  const megabyte = Buffer.alloc(1024 * 1024, 'x');
  let sent = 0;
  socket.write(head);
  // Far more than the buffers of two sockets hold.
  const sending = (async () => {
    for (let count = 0; count < 64; count += 1) {
      socket.write(`${megabyte.length.toString(16)}\r\n`);
      socket.write(megabyte);
      const flushed = socket.write('\r\n');
      if (!flushed) await new Promise((resolve) => socket.once('drain', resolve));
      sent += 1;
    }
    socket.write('0\r\n\r\n');
  })();
  const { body } = await stream;
  for (let before = -1; before !== sent; await new Promise((resolve) => setTimeout(resolve, 100)))
    before = sent;
  expect(sent).toBeLessThan(64);
  let size = 0;
  for await (const chunk of body) size += chunk.length;
  await sending;
  expect(size).toBe(64 * 1024 * 1024);
  expect(await ending).toEqual({ kind: 'streamed' });
});

test('a consumer that goes away does not disturb the runtime', async () => {
  const { respond, stream, ending } = await working();
  const answer = respond('r-1', Buffer.alloc(3_000_000, 'x'), { headers: streaming });
  const { body } = await stream;
  for await (const chunk of body) {
    expect(chunk.length).toBeGreaterThan(0);
    break;
  }
  expect((await answer).status).toBe(202);
  expect(await ending).toEqual({ kind: 'streamed' });
});

test('neither does one that goes away before it has read anything', async () => {
  const { respond, stream, ending } = await working();
  const answer = respond('r-1', Buffer.alloc(3_000_000, 'x'), { headers: streaming });
  const body = (await stream).body as Readable;
  await expect.poll(() => body.readableLength).toBeGreaterThanOrEqual(body.readableHighWaterMark);
  body.destroy();
  expect((await answer).status).toBe(202);
  expect(await ending).toEqual({ kind: 'streamed' });
});

test('without a consumer a stream is collected', async () => {
  const { api, next, respond } = await openTestApi();
  const event = next();
  await api.init;
  const ending = api.deliver(invocation('r-1'));
  await event;
  await respond('r-1', 'all of it', { headers: streaming });
  expect(await ending).toEqual({ kind: 'response', payload: Buffer.from('all of it') });
});

test('without a consumer the error of the trailers is the error of the whole', async () => {
  const { api, next, respond } = await openTestApi();
  const event = next();
  await api.init;
  const ending = api.deliver(invocation('r-1'));
  await event;
  await respond('r-1', 'half', {
    headers: { ...streaming, Trailer: 'Lambda-Runtime-Function-Error-Type' },
    trailers: { 'Lambda-Runtime-Function-Error-Type': 'Function.Broken' },
  });
  expect(await ending).toMatchObject({ kind: 'error', error: { errorType: 'Function.Broken' } });
});

test('a response in one piece does not go to the consumer of streams', async () => {
  const { respond, ending } = await working();
  await respond('r-1', 'plain');
  expect(await ending).toEqual({ kind: 'response', payload: Buffer.from('plain') });
});
