import { expect, test } from 'vitest';
import type { ResponseStream } from '../../../src/ports/function-host.js';
import { hosted, never } from './hosted.js';

const event = (value: object) => ({ payload: Buffer.from(JSON.stringify(value)) });

test('a streamed answer reaches who asked for it before it is whole', async () => {
  const { host } = hosted();
  const parts: string[] = [];
  const read = async ({ body }: ResponseStream): Promise<void> => {
    for await (const part of body) parts.push(Buffer.from(part).toString());
  };
  let reading: Promise<void> | undefined;
  const outcome = await host.invoke(
    event({ do: 'stream', parts: ['a', 'b', 'c'], pause: 30 }),
    never,
    (stream) => {
      reading = read(stream);
    },
  );
  await reading;
  expect(parts.length).toBeGreaterThan(1);
  expect(parts.join('')).toBe('abc');
  expect(outcome.payload).toHaveLength(0);
  expect(outcome.failure).toBeUndefined();
});

test('and is collected for who did not', async () => {
  const { invoke } = hosted();
  const { payload } = await invoke({ do: 'stream', parts: ['one ', 'two'] });
  expect(Buffer.from(payload).toString()).toBe('one two');
});

test('a function that breaks off in the middle fails, and its stream ends with an error', async () => {
  const { host, invoke } = hosted();
  let reading: Promise<unknown> | undefined;
  const read = async ({ body }: ResponseStream): Promise<void> => {
    for await (const _part of body);
  };
  const outcome = await host.invoke(
    event({ do: 'stream', parts: ['a', 'b'], pause: 20, breakOff: true }),
    never,
    (stream) => {
      reading = read(stream).catch((error: unknown) => error);
    },
  );
  expect(await reading).toBeInstanceOf(Error);
  expect(outcome.failure).toMatchObject({ kind: 'exit', errorType: 'Runtime.ExitError' });
  expect((await invoke({ do: 'echo' })).failure).toBeUndefined();
});
