import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { FrontTarget, FunctionFrontRequest } from '../../../src/ports/function-front.js';
import { openFunctionFront } from '../../../src/region/run-front/open-function-front.js';
import { hosted, hostedDefaults } from '../runtime/hosted.js';
import { send, served } from './served.js';

function request(target: Promise<FrontTarget>, port = 0): FunctionFrontRequest {
  return { port, face: 'emulator', http: false, target, onError: () => undefined };
}

test('a port that is taken is said, with what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  const nobody = new Promise<FrontTarget>(() => undefined);
  await expect(openFunctionFront(request(nobody, port))).rejects.toMatchObject({
    code: 'PORT_TAKEN',
    details: { port },
    suggestions: [expect.stringContaining(`:${port}`), expect.stringContaining('--port 0')],
  });
});

test('events that come before the function is there wait for it', async () => {
  let found: (target: FrontTarget) => void = () => undefined;
  const front = await openFunctionFront(request(new Promise((resolve) => (found = resolve))));
  onTestFinished(front.close);
  const answer = send(front.url, { do: 'echo', early: true });
  const { host } = hosted();
  found({ function: hostedDefaults, host });
  expect(await (await answer).json()).toMatchObject({ early: true });
});

test('closing cuts what is running and can be repeated', async () => {
  const nobody = new Promise<FrontTarget>(() => undefined);
  const front = await openFunctionFront(request(nobody));
  const answer = send(front.url, {});
  const cut = expect(answer).rejects.toThrow('fetch failed');
  // The request has to be there before it can be cut.
  await new Promise((resolve) => setTimeout(resolve, 50));
  await Promise.all([front.close(), front.close()]);
  await cut;
});

test('with http every path but those of the API is the function’s own', async () => {
  const { url, host } = await served({ http: true }, { settings: { concurrency: 2 } });
  const { invoke } = host;
  const events: Record<string, unknown>[] = [];
  Object.assign(host, {
    // The scripted runtime reads what to do from the event: here from the body of the request.
    invoke: (...[event, ...rest]: Parameters<typeof invoke>) => {
      const { body, ...seen } = JSON.parse(Buffer.from(event.payload).toString()) as { body?: string };
      if (body === undefined) return invoke(event, ...rest);
      events.push(seen);
      return invoke({ ...event, payload: Buffer.from(body) }, ...rest);
    },
  });
  const post = (body: object) =>
    fetch(`${url}/a/b?c=d&c=e`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  const answer = await post({ do: 'echo', statusCode: 201, headers: { 'x-made': 'here' }, body: 'text' });
  expect([answer.status, answer.headers.get('x-made'), await answer.text()]).toEqual([201, 'here', 'text']);
  expect(events[0]).toMatchObject({ version: '2.0', rawPath: '/a/b', queryStringParameters: { c: 'd,e' } });
  const failed = await post({ do: 'throw', type: 'Odd', message: 'x' });
  expect([failed.status, await failed.text()]).toEqual([502, 'Internal Server Error']);
  const streamed = await post({ do: 'stream', parts: ['one ', 'two'] });
  expect(await streamed.text()).toBe('one two');
  const direct = await send(url, { do: 'echo', direct: true });
  expect(await direct.json()).toMatchObject({ direct: true });
});
