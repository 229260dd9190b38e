/** Reading and following logs over the SDK: against the region, and against a server that ends sessions as AWS does. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogTailUpdate } from '../../../src/ports/log-reader.js';
import { encodeEventStreamMessage } from '../../../src/region/wire/event-stream.js';
import { type LogsRegion, startLogs } from '../../region/logs/start-logs.js';
import { type ScriptedAnswer, startScriptedServer } from '../../servers/scripted-http.js';
import { adaptersAt } from './adapters-at.js';

const queryOf = (logGroup: string) => ({
  logGroup,
  logGroupArn: `arn:aws:logs:us-east-1:000000000000:log-group:${logGroup}`,
});

describe('at the region', () => {
  let region: LogsRegion;
  let aws: ReturnType<typeof adaptersAt>;
  beforeAll(async () => {
    region = await startLogs();
    aws = adaptersAt(region.url);
  });
  afterAll(async () => {
    aws.close();
    await region.close();
  });

  it('reads the pages of a time, both ends included', async () => {
    await region.group('read');
    await region.stream('read', 's/a');
    await region.stream('read', 't');
    const now = region.now();
    const large = (letter: string) => letter.repeat(600_000);
    for (const [index, letter] of ['a', 'b', 'c'].entries())
      await region.put('read', 's/a', [{ timestamp: now + index, message: large(letter) }]);
    await region.put('read', 't', [{ timestamp: now, message: 'other' }]);
    const query = { ...queryOf('read'), streamPrefix: 's' };
    const first = await aws.logs.read(query, { since: now, until: now + 1 });
    expect(first?.events).toEqual([{ at: now, ingestedAt: now, stream: 's/a', message: large('a') }]);
    const second = await aws.logs.read(query, { since: now, until: now + 1 }, first?.next);
    expect(second?.events.map(({ message }) => message[0])).toEqual(['b']);
    expect(second?.next).toBeUndefined();
  });

  it('says by undefined that there is no group, and refuses in our words', async () => {
    await region.group('there');
    expect(await aws.logs.read(queryOf('nowhere'), { since: 0 })).toBeUndefined();
    expect(await aws.logs.tail(queryOf('nowhere'))).toBeUndefined();
    const malformed = { ...queryOf('there'), pattern: 'a@b' };
    const refusal = {
      code: 'USAGE',
      message: expect.stringContaining("Invalid filter pattern: Invalid character(s) in term 'a@b'"),
    };
    await expect(aws.logs.read(malformed, { since: 0 })).rejects.toMatchObject(refusal);
    await expect(aws.logs.tail(malformed)).rejects.toMatchObject(refusal);
  });

  it('follows from the moment at which the session is there', async () => {
    await region.group('tailed');
    await region.stream('tailed', 's');
    const updates =
      (await aws.logs.tail({ ...queryOf('tailed'), pattern: 'ERROR', streamPrefix: 's' })) ?? [];
    const now = region.now();
    await region.put('tailed', 's', [
      { timestamp: now, message: 'INFO' },
      { timestamp: now, message: 'ERROR' },
    ]);
    for await (const { events, sampled } of updates as AsyncIterable<LogTailUpdate>) {
      if (events.length === 0) continue;
      expect({ events, sampled }).toEqual({
        events: [{ at: now, ingestedAt: now, stream: 's', message: 'ERROR' }],
        sampled: false,
      });
      break;
    }
  });
});

describe('a session', () => {
  it.each([
    ['after its first update', true],
    ['before anything was asked of it', false],
  ])('that is left %s is closed: it is paid by the minute', async (_when, asked) => {
    const { server, closed } = await endlessSession();
    const aws = adaptersAt(server.url);
    const updates = (await aws.logs.tail(queryOf('g')))?.[Symbol.asyncIterator]();
    if (asked) expect(await updates?.next()).toMatchObject({ done: false });
    await updates?.return?.();
    await closed;
    aws.close();
    await server.close();
  });

  const event = (type: string, payload: object) =>
    encodeEventStreamMessage(
      { ':message-type': 'event', ':event-type': type, ':content-type': 'application/json' },
      Buffer.from(JSON.stringify(payload)),
    );
  const exception = (type: string) =>
    encodeEventStreamMessage(
      { ':message-type': 'exception', ':exception-type': type, ':content-type': 'application/json' },
      Buffer.from('{"message":"over"}'),
    );
  const begun = [
    event('initial-response', {}),
    event('sessionStart', {}),
    event('sessionUpdate', { sessionMetadata: { sampled: true }, sessionResults: [{ message: 'x' }] }),
  ];
  const answer = (...parts: readonly Uint8Array[]): ScriptedAnswer => ({
    status: 200,
    headers: { 'content-type': 'application/vnd.amazon.eventstream' },
    body: Buffer.concat(parts),
  });

  /** Sends an update every 50 ms until the client goes. */
  async function endlessSession() {
    let onClose: () => void;
    const closed = new Promise<void>((resolve) => {
      onClose = resolve;
    });
    const http = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
      for (const part of begun) response.write(part);
      const timer = setInterval(() => response.write(begun[2]), 50);
      response.once('close', () => {
        clearInterval(timer);
        onClose();
      });
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const close = () => new Promise<void>((resolve) => http.close(() => resolve()));
    return { server: { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, close }, closed };
  }

  /** The updates of a session that the server answers with. */
  async function updatesOf(body: ScriptedAnswer): Promise<LogTailUpdate[]> {
    const server = await startScriptedServer(async () => body);
    const aws = adaptersAt(server.url);
    try {
      const updates: LogTailUpdate[] = [];
      for await (const update of (await aws.logs.tail(queryOf('g'))) ?? []) updates.push(update);
      return updates;
    } finally {
      aws.close();
      await server.close();
    }
  }

  it.each([
    ['after three hours', [...begun, exception('SessionTimeoutException')]],
    ['when the service gives it up', [...begun, exception('SessionStreamingException')]],
    ['when the connection is closed', begun],
  ])('ends %s', async (_when, parts) => {
    expect(await updatesOf(answer(...parts))).toEqual([
      { events: [{ at: 0, ingestedAt: 0, stream: '', message: 'x' }], sampled: true },
    ]);
  });

  it('that ends before it began has no updates', async () => {
    expect(await updatesOf(answer(event('initial-response', {})))).toEqual([]);
  });

  it('fails when what comes is damaged', async () => {
    const damaged = Uint8Array.from(event('sessionUpdate', {}));
    damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1;
    await expect(updatesOf(answer(...begun, damaged))).rejects.toMatchObject({ name: 'AppError' });
  });

  it('that the server does not know is refused', async () => {
    const unknown = {
      status: 404,
      headers: { 'content-type': 'text/html' },
      body: '<html>Not yet implemented</html>',
    };
    await expect(updatesOf(unknown)).rejects.toMatchObject({ name: 'AppError' });
  });
});
