import { expect, it } from 'vitest';
import { createRequestTracker } from '../../../src/domain/logs/request-tracker.js';

const a = '8f507cfc-aaaa-4697-b07a-ac58fc914c95';
const b = '1d3f0c58-bbbb-4697-b07a-ac58fc914c95';
const event = (message: string, stream = 's') => ({ message, stream, at: 1, ingestedAt: 1 });

it.each([
  `START RequestId: ${a} Version: $LATEST\n`,
  `END RequestId: ${a}\n`,
  `REPORT RequestId: ${a}\tDuration: 1 ms\n`,
  `2026-11-23T09:00:00.000Z\t${a}\tINFO\thello\n`,
  `[ERROR]\t2026-11-23T09:00:00.000Z\t${a}\tboom\n`,
  `2026-11-23T09:00:00.000Z ${a} Task timed out after 3.00 seconds\n`,
  `{"level":"INFO","requestId":"${a}"}\n`,
  `{"time":"…","type":"platform.start","record":{"requestId": "${a}","version":"1"}}`,
  `{"AWSRequestId":"${a}"}`,
])('finds the id in %j', (message) => {
  expect(createRequestTracker()(event(message))).toBe(a);
});

it('takes no other id for it', () => {
  expect(createRequestTracker()(event(`order ${a} paid`))).toBeUndefined();
});

it('gives lines without an id to the invocation that their stream named last', () => {
  const requestOf = createRequestTracker();
  requestOf(event(`START RequestId: ${a} Version: 1`, 'one'));
  requestOf(event(`START RequestId: ${b} Version: 1`, 'two'));
  expect(requestOf(event('plain', 'one'))).toBe(a);
  expect(requestOf(event('plain', 'two'))).toBe(b);
  expect(requestOf(event('INIT_START Runtime Version: x', 'one'))).toBeUndefined();
  expect(requestOf(event('plain', 'one'))).toBeUndefined();
});
