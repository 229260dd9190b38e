/** Reading the engine's line streams: cuts anywhere, last lines without newline, failures in-band. */
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { failureText, readMessages } from '../../../src/adapters/docker/message-stream.js';

async function messages(...chunks: (string | Uint8Array)[]): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const message of readMessages(
    Readable.from(chunks.map((chunk) => Buffer.from(chunk as string))),
  ))
    found.push(message);
  return found;
}

test('lines are put together from pieces, also inside of a character', async () => {
  const bytes = Buffer.from('{"stream":"größer"}\r\n{"stream":"b"}\n\n');
  const pieces = [...bytes].map((byte) => Uint8Array.of(byte));
  expect(await messages(...pieces)).toEqual([{ stream: 'größer' }, { stream: 'b' }]);
});

test('the last line counts although its newline is missing', async () => {
  const [, last] = await messages(
    '{"status":"Preparing"}\n{"errorDetail":{"message":"denied"},',
    '"error":"denied"}',
  );
  expect(failureText(last as object)).toBe('denied');
});

test('a line that is not JSON ends the reading', async () => {
  await expect(messages('{"status":"a"}\n<html>bad gateway</html>\n')).rejects.toThrow(
    'not JSON: <html>bad gateway</html>',
  );
  await expect(messages('{"status":"a"}\n{"errorDetail":{"mess')).rejects.toThrow('not JSON');
});

test('the detailed text of a failure is preferred', () => {
  expect(failureText({ error: 'short', errorDetail: { message: 'long' } })).toBe('long');
  expect(failureText({ error: 'short' })).toBe('short');
  expect(failureText({ stream: 'error: none' })).toBeUndefined();
});
