/** Messages of event streams are what the SDK's own decoder reads. */
import { EventStreamCodec } from '@smithy/core/event-streams';
import { expect, it } from 'vitest';
import { encodeEventStreamMessage } from '../../../src/region/wire/event-stream.js';

const utf8 = {
  from: (text: string) => Buffer.from(text),
  to: (bytes: Uint8Array | string) => Buffer.from(bytes).toString(),
};
const codec = new EventStreamCodec(utf8.to, utf8.from);

it.each<[string, Record<string, string>, Uint8Array]>([
  ['an event', { ':message-type': 'event', ':event-type': 'sessionStart' }, Buffer.from('{"a":"ü"}')],
  [
    'no payload',
    { ':event-type': 'initial-response', ':content-type': 'application/json' },
    new Uint8Array(),
  ],
  ['no headers', {}, Buffer.from('x')],
  ['long values', { name: 'ß'.repeat(30_000) }, Buffer.alloc(100_000, 7)],
])('%s', (_what, headers, payload) => {
  const decoded = codec.decode(encodeEventStreamMessage(headers, payload));
  expect(
    Object.fromEntries(Object.entries(decoded.headers).map(([name, { value }]) => [name, value])),
  ).toEqual(headers);
  expect(Buffer.from(decoded.body)).toEqual(Buffer.from(payload));
});

it('carries checksums over prelude and message: a changed byte is noticed', () => {
  const message = encodeEventStreamMessage({ ':message-type': 'event' }, Buffer.from('payload'));
  for (const place of [0, 5, 9, 20, message.length - 6, message.length - 1]) {
    const damaged = Uint8Array.from(message);
    damaged[place] = (damaged[place] ?? 0) ^ 1;
    expect(() => codec.decode(damaged), `byte ${place}`).toThrow();
  }
});
