import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { readFrames } from '../../../../src/adapters/docker/sandbox/output-frames.js';

function frame(kind: number, text: string): Buffer {
  const body = Buffer.from(text);
  const header = Buffer.alloc(8);
  header[0] = kind;
  header.writeUInt32BE(body.byteLength, 4);
  return Buffer.concat([header, body]);
}

async function read(chunks: readonly Buffer[], end: 'end' | 'break' = 'end') {
  const stream = new PassThrough();
  const texts = { stdout: '', stderr: '' };
  let pieces = 0;
  const done = readFrames(stream, ({ stream: kind, bytes }) => {
    texts[kind] += Buffer.from(bytes).toString();
    pieces += 1;
  });
  for (const chunk of chunks) stream.write(chunk);
  if (end === 'end') stream.end();
  else setImmediate(() => stream.destroy(new Error('the cable')));
  await done;
  return { ...texts, pieces };
}

const all = Buffer.concat([frame(1, 'out'), frame(2, 'error'), frame(1, ''), frame(1, 'möre')]);

test('pieces go to their stream, wherever the chunks are cut', async () => {
  const whole = { stdout: 'outmöre', stderr: 'error', pieces: 3 };
  expect(await read([all])).toEqual(whole);
  expect(await read([...all].map((byte) => Buffer.from([byte])))).toEqual(whole);
  for (let at = 0; at <= all.byteLength; at += 1) {
    expect(await read([all.subarray(0, at), all.subarray(at)])).toEqual(whole);
  }
});

test('a hundred thousand short pieces at once are taken', async () => {
  const many = Buffer.concat(Array.from({ length: 100_000 }, () => frame(1, '.')));
  expect((await read([many])).pieces).toBe(100_000);
});

test('what came before the connection broke is kept', async () => {
  expect(await read([all.subarray(0, 20)], 'break')).toEqual({ stdout: 'out', stderr: '', pieces: 1 });
});
