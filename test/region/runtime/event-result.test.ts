import { expect, test } from 'vitest';
import { answered } from '../../../src/region/runtime/event-result.js';

const body = Buffer.from('{"errorMessage":"no such order","errorType":"ValueError"}');
const failure = { kind: 'function', errorType: 'ValueError', message: 'no such order' };

test('the error at the end of a stream is told as the runtime sent it, whoever took the stream', () => {
  const ending = { kind: 'streamed', error: { errorType: 'Unhandled', body } } as const;
  for (const collected of [undefined, Buffer.from('half')])
    expect(answered(ending, collected)).toEqual({ payload: body, failure });
});

test('a stream that went well is with who took it', () => {
  expect(answered({ kind: 'streamed' }, undefined)).toEqual({ payload: new Uint8Array() });
  expect(answered({ kind: 'streamed' }, body)).toEqual({ payload: body });
});
