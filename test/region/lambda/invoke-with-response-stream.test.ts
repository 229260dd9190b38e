/** InvokeWithResponseStream: what the SDK reads of the region's event streams. */
import {
  InvokeWithResponseStreamCommand,
  type InvokeWithResponseStreamCommandInput,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Handler } from '../in-process-hosting.js';
import { type InvocableRegion, startInvocableRegion } from './invocable-region.js';
import { refusalOf } from './refusal.js';

let goOn: () => void = () => undefined;
const handlers: Record<string, Handler> = {
  plain: (event) => ({ event }),
  fail: () => {
    throw new TypeError('not today');
  },
  stream: (_event, { stream }) => {
    stream?.({
      contentType: 'text/event-stream',
      body: (async function* () {
        yield Buffer.from('one,');
        await new Promise<void>((resolve) => {
          goOn = resolve;
        });
        yield Buffer.from('two');
      })(),
    });
    return new Uint8Array();
  },
  large: (_event, { stream }) => {
    const body = (async function* () {
      for (let n = 0; n < 64; n++) yield Buffer.alloc(256 * 1024, n);
    })();
    stream?.({ contentType: 'application/octet-stream', body });
    return new Uint8Array();
  },
  break: (_event, { stream }) => {
    const body = (async function* () {
      yield Buffer.from('half');
      throw new Error('cut');
    })();
    stream?.({ contentType: 'text/plain', body });
    throw new RangeError('broke off');
  },
};

let scene: InvocableRegion;
beforeAll(async () => {
  scene = await startInvocableRegion(handlers);
  for (const name of Object.keys(handlers)) await scene.create(name, name);
});
afterAll(() => scene.region.close());

interface Streamed {
  readonly type: string | undefined;
  readonly version: string | undefined;
  readonly chunks: Buffer[];
  readonly complete: unknown;
}

async function invoke(
  FunctionName: string,
  more: Partial<InvokeWithResponseStreamCommandInput> = {},
  onChunk: (bytes: Buffer) => void = () => undefined,
): Promise<Streamed> {
  const Payload = Buffer.from('{"a":1}');
  const answer = await scene.region.lambda.send(
    new InvokeWithResponseStreamCommand({ FunctionName, Payload, ...more }),
  );
  const chunks: Buffer[] = [];
  let complete: unknown;
  for await (const { PayloadChunk, InvokeComplete } of answer.EventStream ?? []) {
    expect(complete, 'nothing after the completion').toBeUndefined();
    if (PayloadChunk) {
      const bytes = Buffer.from(PayloadChunk.Payload ?? []);
      chunks.push(bytes);
      onChunk(bytes);
    }
    complete = InvokeComplete;
  }
  return { type: answer.ResponseStreamContentType, version: answer.ExecutedVersion, chunks, complete };
}

it('hands on each part before the next is there', async () => {
  const parts: string[] = [];
  const answer = await invoke('stream', {}, (bytes) => {
    parts.push(bytes.toString());
    goOn();
  });
  expect(parts).toEqual(['one,', 'two']);
  // The model binds this member to the type of the whole answer.
  const type = 'application/vnd.amazon.eventstream';
  expect(answer).toMatchObject({ type, version: '$LATEST', complete: {} });
});

it('gives the answer of a function that does not stream as one part', async () => {
  const { chunks } = await invoke('plain');
  expect(chunks.map(String)).toEqual(['{"event":{"a":1}}']);
});

it('carries more than a buffered answer could', async () => {
  const { chunks } = await invoke('large');
  const all = Buffer.concat(chunks);
  expect(all).toHaveLength(16 * 1024 * 1024);
  expect([...new Set(all.subarray(-256 * 1024))]).toEqual([63]);
});

it('tells a failure at its end, also after parts were sent', async () => {
  const failed = await invoke('fail', { LogType: 'Tail' });
  expect(failed.chunks).toEqual([]);
  expect(failed.complete).toEqual({
    ErrorCode: 'TypeError',
    ErrorDetails: '{"errorType":"TypeError","errorMessage":"not today"}',
    LogResult: expect.stringMatching(/^U1RBUlQg/),
  });
  const broken = await invoke('break');
  expect(broken.chunks.map(String)).toEqual(['half']);
  expect(broken.complete).toMatchObject({ ErrorCode: 'RangeError' });
});

it('refuses as Invoke does', async () => {
  expect(await refusalOf(invoke('nobody'))).toMatchObject({ status: 404, name: 'ResourceNotFoundException' });
});
