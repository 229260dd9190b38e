/** Log streams: made, described in either order and in pages, deleted with their events. */
import {
  DeleteLogGroupCommand,
  DeleteLogStreamCommand,
  DescribeLogStreamsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { refusalOf } from '../lambda/refusal.js';
import { type LogsRegion, startLogs } from './start-logs.js';

let region: LogsRegion;
beforeAll(async () => {
  region = await startLogs();
});
afterAll(() => region.close());

const describe = (logGroupName: string, more: object = {}) =>
  region.logs.send(new DescribeLogStreamsCommand({ logGroupName, ...more }));
const names = async (logGroupName: string, more: object = {}) =>
  (await describe(logGroupName, more)).logStreams?.map(({ logStreamName }) => logStreamName);

it('say when their first and last events were', async () => {
  await region.group('said');
  await region.stream('said', '2026/11/23/[1]ab');
  const arn = 'arn:aws:logs:us-east-1:000000000000:log-group:said:log-stream:2026/11/23/[1]ab';
  const empty = { logStreamName: '2026/11/23/[1]ab', creationTime: region.now(), arn, storedBytes: 0 };
  expect((await describe('said')).logStreams).toEqual([empty]);
  const [first, last] = [region.now() - 60_000, region.now() - 1000];
  const { nextSequenceToken } = await region.put('said', '2026/11/23/[1]ab', [
    { timestamp: first, message: 'a' },
    { timestamp: last, message: 'b' },
  ]);
  expect((await describe('said')).logStreams).toEqual([
    {
      ...empty,
      firstEventTimestamp: first,
      lastEventTimestamp: last,
      lastIngestionTime: region.now(),
      uploadSequenceToken: nextSequenceToken,
    },
  ]);
});

it('come by name or by their last event, from either end, in pages', async () => {
  await region.group('many');
  for (const [index, name] of ['b', 'c', 'a', 'ab'].entries()) {
    await region.stream('many', name);
    await region.put('many', name, [{ timestamp: region.now() + index, message: 'x' }]);
  }
  expect(await names('many')).toEqual(['a', 'ab', 'b', 'c']);
  expect(await names('many', { descending: true })).toEqual(['c', 'b', 'ab', 'a']);
  expect(await names('many', { logStreamNamePrefix: 'a' })).toEqual(['a', 'ab']);
  expect(await names('many', { orderBy: 'LastEventTime' })).toEqual(['b', 'c', 'a', 'ab']);
  const newest = { orderBy: 'LastEventTime', descending: true, limit: 3 };
  const { logStreams = [], nextToken } = await describe('many', newest);
  expect(logStreams.map(({ logStreamName }) => logStreamName)).toEqual(['ab', 'a', 'c']);
  expect(await names('many', { ...newest, nextToken })).toEqual(['b']);
});

it('are deleted with their events, and come back without them', async () => {
  await region.group('gone');
  await region.stream('gone', 's');
  await region.put('gone', 's', [{ timestamp: region.now(), message: 'x' }]);
  await region.logs.send(new DeleteLogStreamCommand({ logGroupName: 'gone', logStreamName: 's' }));
  expect(await names('gone')).toEqual([]);
  await region.stream('gone', 's');
  await region.put('gone', 's', [{ timestamp: region.now(), message: 'y' }]);
  await region.logs.send(new DeleteLogGroupCommand({ logGroupName: 'gone' }));
  await region.group('gone');
  expect(await names('gone')).toEqual([]);
});

it('are refused in the words of CloudWatch Logs', async () => {
  await region.group('there');
  await region.stream('there', 's');
  expect(await refusalOf(region.stream('there', 's'))).toEqual({
    status: 400,
    name: 'ResourceAlreadyExistsException',
    message: 'The specified log stream already exists',
  });
  expect((await refusalOf(region.stream('nowhere', 's'))).message).toBe(
    'The specified log group does not exist.',
  );
  expect((await refusalOf(region.stream('there', 'a:b'))).name).toBe('InvalidParameterException');
  expect(
    (await refusalOf(describe('there', { orderBy: 'LastEventTime', logStreamNamePrefix: 's' }))).message,
  ).toBe('Cannot order by LastEventTime with a logStreamNamePrefix.');
  const gone = new DeleteLogStreamCommand({ logGroupName: 'there', logStreamName: 'not' });
  expect(await refusalOf(region.logs.send(gone))).toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'The specified log stream does not exist.',
  });
});
