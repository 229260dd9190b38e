import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { extensionPath, invocation, openTestApi, runtimePath, type TestApi } from './test-api.js';

const next = `GET ${runtimePath}/invocation/next HTTP/1.1\r\nHost: runtime\r\n\r\n`;

/** All that arrives until the other side ends the connection. */
async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Whatever was sent before has been read by the time this is answered. */
async function turn(opened: TestApi): Promise<void> {
  await opened.call('GET', '/2018-06-01/ping');
}

const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => socket.once('close', () => resolve()));

test('a runtime that drops while it waits and asks again gets the event', async () => {
  const opened = await openTestApi();
  const socket = opened.raw();
  socket.write(next);
  expect(await opened.api.init).toEqual({ kind: 'ready' });
  socket.destroy();
  await closed(socket);
  const again = opened.next();
  await turn(opened);
  const ending = opened.api.deliver(invocation('r-1'));
  const event = await again;
  expect(event.headers['lambda-runtime-aws-request-id']).toBe('r-1');
  await opened.respond('r-1', '1');
  expect(await ending).toEqual({ kind: 'response', payload: Buffer.from('1') });
});

test('an event that was lost with its connection is handed out again', async () => {
  const opened = await openTestApi();
  const socket = opened.raw();
  socket.write(next);
  await opened.api.init;
  const ending = opened.api.deliver(invocation('r-1'));
  await new Promise((resolve) => socket.once('data', resolve));
  socket.resetAndDestroy();
  await closed(socket);
  expect((await opened.next()).text).toBe('{"id":"r-1"}');
  await opened.respond('r-1', '1');
  expect(await ending).toEqual({ kind: 'response', payload: Buffer.from('1') });
});

test('a connection that is gone does not count as asking again', async () => {
  const opened = await openTestApi();
  const socket = opened.raw();
  socket.write(next);
  await opened.api.init;
  socket.destroy();
  const again = opened.next();
  await turn(opened);
  void opened.api.deliver(invocation('r-1'));
  await again;
  await opened.respond('r-1', '1');
  let settled = false;
  const settling = opened.api.settled().then(() => {
    settled = true;
  });
  await turn(opened);
  expect(settled).toBe(false);
  void opened.next().catch(() => undefined);
  await settling;
});

test('a runtime with two threads has asked again before it answers', async () => {
  const opened = await openTestApi();
  const calls = [opened.next(), opened.next()];
  await opened.api.init;
  await turn(opened);
  const ending = opened.api.deliver(invocation('r-1'));
  await Promise.race(calls);
  await opened.respond('r-1', '1');
  await ending;
  await opened.api.settled();
  void opened.api.deliver(invocation('r-2'));
  const events = await Promise.all(calls);
  expect(events.map(({ text }) => text).sort()).toEqual(['{"id":"r-1"}', '{"id":"r-2"}']);
});

test('a client that closes its sending side, as nc does, is answered', async () => {
  const opened = await openTestApi();
  const asking = opened.raw();
  asking.end(next);
  await opened.api.init;
  await turn(opened);
  const ending = opened.api.deliver(invocation('r-1'));
  expect(await readAll(asking)).toMatch(/^HTTP\/1.1 200 OK\r\n.*\r\n\r\n\{"id":"r-1"\}$/s);
  const answering = opened.raw();
  answering.end(`POST ${runtimePath}/invocation/r-1/response HTTP/1.0\r\nContent-Length: 4\r\n\r\ndone`);
  expect(await readAll(answering)).toMatch(/^HTTP\/1.1 202 Accepted\r\n.*\{"status":"OK"\}\n$/s);
  expect(await ending).toEqual({ kind: 'response', payload: Buffer.from('done') });
});

test('a connection that resets in the middle of a response ends the invocation', async () => {
  const opened = await openTestApi();
  const event = opened.next();
  await opened.api.init;
  const ending = opened.api.deliver(invocation('r-1'));
  await event;
  const socket = opened.raw();
  socket.write(
    `POST ${runtimePath}/invocation/r-1/response HTTP/1.1\r\nHost: runtime\r\nExpect: 100-continue\r\nContent-Length: 100\r\n\r\n`,
  );
  // The request has been read by then; a reset would otherwise throw it away.
  await new Promise((resolve) => socket.once('data', resolve));
  socket.write('half', () => socket.resetAndDestroy());
  expect(await ending).toMatchObject({
    kind: 'error',
    error: { errorType: 'Runtime.TruncatedResponse' },
  });
  const second = opened.next();
  void opened.api.deliver(invocation('r-2'));
  expect((await second).headers['lambda-runtime-aws-request-id']).toBe('r-2');
});

test('a runtime that ends its side too early hears so', async () => {
  const opened = await openTestApi();
  const event = opened.next();
  await opened.api.init;
  const ending = opened.api.deliver(invocation('r-1'));
  await event;
  const socket = opened.raw();
  const head = `POST ${runtimePath}/invocation/r-1/response HTTP/1.1\r\nHost: runtime\r\nContent-Length: 100\r\n\r\n`;
  socket.end(`${head}half`);
  const answer = await readAll(socket);
  expect(answer).toContain('HTTP/1.1 400 Bad Request');
  expect(answer).toContain(
    '{"errorMessage":"HTTP request detected as truncated","errorType":"TruncatedHTTPRequest"}',
  );
  expect(await ending).toMatchObject({
    kind: 'error',
    error: { errorType: 'Runtime.TruncatedResponse' },
  });
});

test('an extension that drops while it waits may ask again, but not twice at once', async () => {
  const opened = await openTestApi();
  const identifier = await opened.register('metrics', 'INVOKE');
  const socket = opened.raw();
  socket.write(
    `GET ${extensionPath}/event/next HTTP/1.1\r\nHost: runtime\r\nLambda-Extension-Identifier: ${identifier}\r\n\r\n`,
  );
  void opened.next().catch(() => undefined);
  await opened.api.init;
  const twice = await opened.extensionNext(identifier);
  expect([twice.status, twice.document]).toMatchObject([
    403,
    { errorType: 'Extension.InvalidExtensionState' },
  ]);
  socket.destroy();
  // The other side learns of it a moment later.
  await expect
    .poll(async () => {
      const asked = opened.extensionNext(identifier);
      const early = await Promise.race([
        asked.then(({ status }) => status),
        new Promise((resolve) => setTimeout(resolve, 100, 'waits')),
      ]);
      return early;
    })
    .toBe('waits');
});

test('close cuts what waits, twice without harm', async () => {
  const opened = await openTestApi();
  const waiting = opened.next();
  await opened.api.init;
  await Promise.all([opened.api.close(), expect(waiting).rejects.toThrow()]);
  await opened.api.close();
  await expect(opened.call('GET', '/2018-06-01/ping')).rejects.toThrow();
});
