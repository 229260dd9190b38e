/** Log events: put within the limits, read back by stream in both directions and by group through a filter. */
import {
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusalOf } from '../lambda/refusal.js';
import { type LogsRegion, startLogs } from './start-logs.js';

let region: LogsRegion;
beforeAll(async () => {
  region = await startLogs();
});
afterAll(() => region.close());

const get = (logGroupName: string, logStreamName: string, more: Partial<GetLogEventsCommandInput> = {}) =>
  region.logs.send(new GetLogEventsCommand({ logGroupName, logStreamName, ...more }));
const filter = (logGroupName: string, more: Partial<FilterLogEventsCommandInput> = {}) =>
  region.logs.send(new FilterLogEventsCommand({ logGroupName, ...more }));
const messagesOf = ({ events = [] }: { events?: { message?: string | undefined }[] | undefined }) =>
  events.map(({ message }) => message);
/** So many events a millisecond apart, the last one now. */
const series = (count: number, text = 'event') =>
  Array.from({ length: count }, (_, index) => ({
    timestamp: region.now() - count + 1 + index,
    message: `${text} ${index}`,
  }));

async function stream(group: string, count: number, name = 's'): Promise<void> {
  await region.group(group);
  await region.stream(group, name);
  if (count > 0) await region.put(group, name, series(count));
}

describe('PutLogEvents', () => {
  it('keeps what is neither too old nor too new, and says where the others are', async () => {
    await stream('sifted', 0);
    await region.logs.send(new PutRetentionPolicyCommand({ logGroupName: 'sifted', retentionInDays: 1 }));
    const hour = 3_600_000;
    const at = (hours: number) => ({ timestamp: region.now() + hours * hour, message: `${hours}` });
    const answer = await region.put('sifted', 's', [at(-20), at(0), at(2), at(3)]);
    expect(answer.rejectedLogEventsInfo).toEqual({ tooNewLogEventStartIndex: 3 });
    const old = await region.put('sifted', 's', [at(-25), at(-23)]);
    expect(old.rejectedLogEventsInfo).toEqual({ expiredLogEventEndIndex: 1 });
    const older = await region.put('sifted', 's', [at(-24 * 14 - 1)]);
    expect(older.rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1, expiredLogEventEndIndex: 1 });
    expect(messagesOf(await filter('sifted'))).toEqual(['-23', '-20', '0', '2']);
  });

  it('refuses batches as AWS does', async () => {
    await stream('refused', 0);
    const now = region.now();
    const message = async (events: { timestamp: number; message: string }[]) =>
      (await refusalOf(region.put('refused', 's', events))).message;
    const at = (timestamp: number, text = 'x') => ({ timestamp, message: text });
    expect(await message([at(now), at(now - 1)])).toBe(
      'Log events in a single PutLogEvents request must be in chronological order.',
    );
    expect(await message([at(now - 24 * 3_600_000 - 1), at(now)])).toBe(
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    );
    expect(await message([at(now, 'x'.repeat(1_048_551))])).toBe(
      'Upload too large: 1048577 bytes exceeds limit of 1048576',
    );
    expect(await message(Array.from({ length: 10_001 }, () => at(now)))).toMatch(
      /less than or equal to 10000/,
    );
    expect(await message([])).toMatch(/greater than or equal to 1/);
    expect(await message([at(now, '')])).toMatch(/greater than or equal to 1/);
    expect(messagesOf(await filter('refused'))).toEqual([]);
    await region.put('refused', 's', [at(now, 'x'.repeat(1_048_550))]);
  });
});

describe('GetLogEvents', () => {
  it('goes forward to the end and stays there until there is more', async () => {
    await stream('forward', 5);
    const first = await get('forward', 's', { startFromHead: true, limit: 3 });
    expect(messagesOf(first)).toEqual(['event 0', 'event 1', 'event 2']);
    const on = (nextToken: string | undefined) =>
      get('forward', 's', { startFromHead: true, limit: 3, nextToken });
    const second = await on(first.nextForwardToken);
    expect(messagesOf(second)).toEqual(['event 3', 'event 4']);
    const end = await on(second.nextForwardToken);
    expect(messagesOf(end)).toEqual([]);
    expect(end.nextForwardToken).toBe(second.nextForwardToken);
    await region.put('forward', 's', [{ timestamp: region.now(), message: 'new' }]);
    expect(messagesOf(await on(end.nextForwardToken))).toEqual(['new']);
  });

  it('goes backward from the newest, unless told', async () => {
    await stream('backward', 5);
    const newest = await get('backward', 's', { limit: 2 });
    expect(messagesOf(newest)).toEqual(['event 3', 'event 4']);
    const before = await get('backward', 's', { limit: 2, nextToken: newest.nextBackwardToken });
    expect(messagesOf(before)).toEqual(['event 1', 'event 2']);
    const last = await get('backward', 's', { limit: 2, nextToken: before.nextBackwardToken });
    const end = await get('backward', 's', { limit: 2, nextToken: last.nextBackwardToken });
    expect([messagesOf(last), messagesOf(end)]).toEqual([['event 0'], []]);
    expect(end.nextBackwardToken).toBe(last.nextBackwardToken);
    expect(messagesOf(await get('backward', 's', { nextToken: before.nextForwardToken }))).toEqual([
      'event 3',
      'event 4',
    ]);
  });

  it('takes a range whose end is not included, a group by its ARN, and an empty stream', async () => {
    await stream('ranged', 3);
    const [from, until] = [region.now() - 2, region.now()];
    expect(messagesOf(await get('ranged', 's', { startTime: from, endTime: until }))).toEqual([
      'event 0',
      'event 1',
    ]);
    const logGroupIdentifier = 'arn:aws:logs:us-east-1:000000000000:log-group:ranged';
    const byArn = new GetLogEventsCommand({ logGroupIdentifier, logStreamName: 's' });
    expect(messagesOf(await region.logs.send(byArn))).toHaveLength(3);
    await region.stream('ranged', 'empty');
    const empty = await get('ranged', 'empty');
    await region.put('ranged', 'empty', [{ timestamp: region.now(), message: 'x' }]);
    expect(messagesOf(await get('ranged', 'empty', { nextToken: empty.nextForwardToken }))).toEqual(['x']);
    expect((await refusalOf(get('ranged', 's', { nextToken: 'mine' }))).message).toBe(
      'The specified nextToken is invalid.',
    );
  });
});

describe('FilterLogEvents', () => {
  it('mixes streams by time, each event with an id of its own, the end included', async () => {
    await region.group('mixed');
    const now = region.now();
    for (const [index, name] of ['2026/11/23/[1]a', '2026/11/23/[$LATEST]b', '2026/11/24/[2]c'].entries()) {
      await region.stream('mixed', name);
      const events = [index, index + 10].map((after) => ({
        timestamp: now + after,
        message: `${name} ${after}`,
      }));
      await region.put('mixed', name, events);
    }
    const texts = async (more: object) =>
      messagesOf(await filter('mixed', more)).map((text) => text?.slice(8));
    expect(await texts({})).toEqual([
      '23/[1]a 0',
      '23/[$LATEST]b 1',
      '24/[2]c 2',
      '23/[1]a 10',
      '23/[$LATEST]b 11',
      '24/[2]c 12',
    ]);
    expect(await texts({ startTime: now + 2, endTime: now + 11 })).toEqual([
      '24/[2]c 2',
      '23/[1]a 10',
      '23/[$LATEST]b 11',
    ]);
    expect(await texts({ logStreamNames: ['2026/11/24/[2]c'] })).toEqual(['24/[2]c 2', '24/[2]c 12']);
    expect(await texts({ logStreamNamePrefix: '2026/11/23' })).toHaveLength(4);
    const { events = [] } = await filter('mixed');
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(6);
    expect(events[0]).toEqual({
      logStreamName: '2026/11/23/[1]a',
      timestamp: now,
      message: '2026/11/23/[1]a 0',
      ingestionTime: now,
      eventId: expect.stringMatching(/^\d{56}$/),
    });
  });

  it('loses and repeats nothing over pages, whatever their size', async () => {
    await stream('paged', 2500);
    const seen: (string | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const page = await filter('paged', { limit: 999, nextToken });
      seen.push(...messagesOf(page));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(seen).toEqual(series(2500).map(({ message }) => message));
  });

  it('may give an empty page with a token, when what matches is far away', async () => {
    await stream('far', 10_000);
    await region.put('far', 's', [{ timestamp: region.now() + 1, message: 'needle' }]);
    const first = await filter('far', { filterPattern: 'needle' });
    expect(messagesOf(first)).toEqual([]);
    const second = await filter('far', { filterPattern: 'needle', nextToken: first.nextToken });
    expect(messagesOf(second)).toEqual(['needle']);
    expect(second.nextToken).toBeUndefined();
  });

  it('keeps an answer within a megabyte', async () => {
    await stream('large', 0);
    for (const text of ['a', 'b', 'c'])
      await region.put('large', 's', [{ timestamp: region.now(), message: text.repeat(400_000) }]);
    const { events, nextToken } = await filter('large');
    expect(events).toHaveLength(2);
    expect(messagesOf(await filter('large', { nextToken }))[0]).toMatch(/^c+$/);
  });

  it('shows nothing that is older than the retention', async () => {
    await stream('expired', 2);
    await region.logs.send(new PutRetentionPolicyCommand({ logGroupName: 'expired', retentionInDays: 1 }));
    region.advance(24 * 3_600_000);
    expect(messagesOf(await filter('expired'))).toEqual(['event 1']);
    region.advance(1);
    expect(messagesOf(await get('expired', 's'))).toEqual([]);
  });

  it('is refused in the words of CloudWatch Logs', async () => {
    await stream('there', 1);
    expect(await refusalOf(filter('nowhere'))).toEqual({
      status: 400,
      name: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    });
    expect((await refusalOf(filter('there', { logStreamNames: ['not'] }))).message).toBe(
      'The specified log stream does not exist.',
    );
    expect((await refusalOf(filter('there', { filterPattern: 'a@b' }))).message).toBe(
      "Invalid filter pattern: Invalid character(s) in term 'a@b'",
    );
    expect((await refusalOf(filter('there', { nextToken: 'mine' }))).name).toBe('InvalidParameterException');
    const both = { logStreamNames: ['s'], logStreamNamePrefix: 's' };
    expect((await refusalOf(filter('there', both))).name).toBe('InvalidParameterException');
    await region.group('rare', { logGroupClass: 'INFREQUENT_ACCESS' });
    expect(await refusalOf(filter('rare'))).toMatchObject({
      name: 'InvalidOperationException',
      message:
        'The log group rare is of log-group-class INFREQUENT_ACCESS. FilterLogEvents is not supported for this log class.',
    });
  });
});
