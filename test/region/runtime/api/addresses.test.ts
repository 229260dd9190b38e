import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { openRuntimeApi } from '../../../../src/region/runtime/api/open-runtime-api.js';
import { openTestApi } from './test-api.js';

test('answers the sandbox, and cuts a connection from elsewhere', async () => {
  const { api, call } = await openTestApi({ allowedAddress: Promise.resolve('127.0.0.2') });
  await expect(call('GET', '/2018-06-01/ping')).rejects.toThrow();
  expect(api.reached).toBe(false);
  const answer = await call('GET', '/2018-06-01/ping', { localAddress: '127.0.0.2' });
  expect([answer.status, answer.text]).toEqual([200, 'pong']);
  expect(api.reached).toBe(true);
});

test('connections wait until the address of the sandbox is known', async () => {
  let know: (address: string) => void = () => undefined;
  const { call } = await openTestApi({
    allowedAddress: new Promise((resolve) => {
      know = resolve;
    }),
  });
  let answered = 0;
  const early = call('GET', '/2018-06-01/ping', { localAddress: '127.0.0.2' }).finally(() => {
    answered += 1;
  });
  const foreign = call('GET', '/2018-06-01/ping').finally(() => {
    answered += 1;
  });
  const cut = expect(foreign).rejects.toThrow();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(answered).toBe(0);
  know('127.0.0.2');
  expect((await early).text).toBe('pong');
  await cut;
});

test('nobody is answered when the sandbox did not come to be', async () => {
  const { call } = await openTestApi({ allowedAddress: Promise.reject(new Error('no container')) });
  await expect(call('GET', '/2018-06-01/ping')).rejects.toThrow();
});

test('a connection that resets while it waits harms nobody', async () => {
  let know: (address: string) => void = () => undefined;
  const { api, call } = await openTestApi({
    allowedAddress: new Promise((resolve) => {
      know = resolve;
    }),
  });
  const socket = connect(api.port, '127.0.0.1');
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.write('GET / HTTP/1.1\r\n', resolve));
  socket.resetAndDestroy();
  know('127.0.0.1');
  expect((await call('GET', '/2018-06-01/ping')).text).toBe('pong');
});

test('an address that this machine does not have is said so', async () => {
  const opening = openRuntimeApi({
    // Set aside for documentation: no machine has it.
    listenAddress: '192.0.2.1',
    account: '123456789012',
    functionName: 'thumbnails',
    functionVersion: '$LATEST',
    handler: '',
  });
  await expect(opening).rejects.toMatchObject({
    code: 'SANDBOX_FAILED',
    message: expect.stringContaining('The Runtime API for thumbnails cannot listen on 192.0.2.1:'),
  });
});

test('two listeners share nothing', async () => {
  const one = await openTestApi();
  const two = await openTestApi();
  onTestFinished(() => two.api.close());
  expect(one.api.port).not.toBe(two.api.port);
  void one.next().catch(() => undefined);
  expect(await one.api.init).toEqual({ kind: 'ready' });
  expect(two.api.reached).toBe(false);
});
