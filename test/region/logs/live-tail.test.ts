/** StartLiveTail through the SDK: what comes in is sent at once, filtered, and sampled when it is too much. */
import {
  type LiveTailSessionLogEvent,
  StartLiveTailCommand,
  type StartLiveTailCommandInput,
  type StartLiveTailResponseStream,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { refusalOf } from '../lambda/refusal.js';
import { type LogsRegion, startLogs } from './start-logs.js';

let region: LogsRegion;
beforeAll(async () => {
  region = await startLogs();
});
afterAll(() => region.close());

const arnOf = (group: string) => `arn:aws:logs:us-east-1:000000000000:log-group:${group}`;
const open = (group: string, more: Partial<StartLiveTailCommandInput> = {}) =>
  region.logs.send(new StartLiveTailCommand({ logGroupIdentifiers: [arnOf(group)], ...more }));

/** A session that has begun; `until` collects updates until they hold so many events. */
async function tail(group: string, more: Partial<StartLiveTailCommandInput> = {}) {
  const { responseStream } = await open(group, more);
  const events = (responseStream as AsyncIterable<StartLiveTailResponseStream>)[Symbol.asyncIterator]();
  const { sessionStart } = (await events.next()).value ?? {};
  return {
    sessionStart,
    async until(count: number) {
      const results: LiveTailSessionLogEvent[] = [];
      let sampled = false;
      while (results.length < count) {
        const { sessionUpdate } = (await events.next()).value ?? {};
        results.push(...(sessionUpdate?.sessionResults ?? []));
        sampled ||= sessionUpdate?.sessionMetadata?.sampled ?? false;
      }
      return { results, sampled };
    },
    /** The next update, however little it says. */
    async update() {
      return (await events.next()).value?.sessionUpdate;
    },
    close: () => events.return?.(),
  };
}

it('begins with what was asked for, and sends what comes at once', async () => {
  await region.group('tailed');
  await region.stream('tailed', 's');
  await region.put('tailed', 's', [{ timestamp: region.now(), message: 'before' }]);
  const session = await tail('tailed', { logStreamNamePrefixes: ['s'] });
  expect(session.sessionStart).toMatchObject({
    logGroupIdentifiers: [arnOf('tailed')],
    logStreamNamePrefixes: ['s'],
    sessionId: expect.any(String),
  });
  await region.put('tailed', 's', [{ timestamp: region.now() - 5, message: 'new' }]);
  const { results, sampled } = await session.until(1);
  expect(sampled).toBe(false);
  expect(results).toEqual([
    {
      logStreamName: 's',
      logGroupIdentifier: arnOf('tailed'),
      message: 'new',
      timestamp: region.now() - 5,
      ingestionTime: region.now(),
    },
  ]);
  await session.close();
});

it('says every second that there is nothing', async () => {
  await region.group('quiet');
  const session = await tail('quiet');
  expect(await session.update()).toEqual({ sessionMetadata: { sampled: false }, sessionResults: [] });
  await session.close();
});

it('sends only what matches: pattern, stream, group', async () => {
  await region.group('chosen');
  await region.group('other');
  for (const name of ['a', 'b']) await region.stream('chosen', name);
  await region.stream('other', 'a');
  const session = await tail('chosen', { logStreamNames: ['a'], logEventFilterPattern: 'ERROR' });
  const event = (message: string) => [{ timestamp: region.now(), message }];
  await region.put('chosen', 'b', event('ERROR of b'));
  await region.put('other', 'a', event('ERROR elsewhere'));
  await region.put('chosen', 'a', event('INFO'));
  await region.put('chosen', 'a', event('ERROR of a'));
  expect((await session.until(1)).results.map(({ message }) => message)).toEqual(['ERROR of a']);
  await session.close();
});

it('sends 500 of what is more in a second, and says so', async () => {
  await region.group('busy');
  await region.stream('busy', 's');
  const session = await tail('busy');
  const events = Array.from({ length: 2000 }, (_, index) => ({
    timestamp: region.now(),
    message: `${index}`,
  }));
  await region.put('busy', 's', events);
  const { results, sampled } = await session.until(1);
  expect([results.length, sampled]).toEqual([500, true]);
  expect(new Set(results.map(({ message }) => message)).size).toBe(500);
  await session.close();
});

it('is logged as soon as it begins', async () => {
  await region.group('seen');
  const session = await tail('seen');
  const last = region.requests().at(-1);
  expect(last).toMatchObject({ service: 'logs', operation: 'StartLiveTail', mutating: false, status: 200 });
  await session.close();
});

it('is refused before it begins', async () => {
  await region.group('there');
  expect(await refusalOf(open('nowhere'))).toEqual({
    status: 400,
    name: 'ResourceNotFoundException',
    message: 'The specified log group does not exist.',
  });
  const byName = region.logs.send(new StartLiveTailCommand({ logGroupIdentifiers: ['there'] }));
  expect((await refusalOf(byName)).name).toBe('InvalidParameterException');
  expect((await refusalOf(open('there', { logEventFilterPattern: 'a@b' }))).message).toBe(
    "Invalid filter pattern: Invalid character(s) in term 'a@b'",
  );
  await region.group('rare', { logGroupClass: 'INFREQUENT_ACCESS' });
  expect((await refusalOf(open('rare'))).name).toBe('InvalidOperationException');
});
