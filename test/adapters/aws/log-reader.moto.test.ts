/** Reading and following logs, against moto: it knows events and no live tails. */
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, expect } from 'vitest';
import { type Moto, startMoto } from '../../servers/moto.js';
import { needing } from '../../servers/needing.js';
import { follow } from '../../services/logs/followed-log.js';
import { adaptersAt } from './adapters-at.js';

const { test } = needing('moto_server');

let moto: Moto;
let aws: ReturnType<typeof adaptersAt>;
let logs: CloudWatchLogsClient;
const stream = '2026/11/23/[$LATEST]ab';

beforeAll(async () => {
  moto = await startMoto();
  aws = adaptersAt(moto.url);
  logs = new CloudWatchLogsClient({
    region: 'us-east-1',
    endpoint: moto.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
});

afterAll(async () => {
  aws?.close();
  logs?.destroy();
  await moto?.close();
});

async function newGroup(logGroupName: string): Promise<void> {
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: stream }));
}

async function put(logGroupName: string, ...messages: readonly string[]): Promise<void> {
  const now = Date.now();
  const logEvents = messages.map((message, index) => ({ timestamp: now + index, message }));
  await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName: stream, logEvents }));
}

const queryOf = (logGroup: string) => ({
  logGroup,
  logGroupArn: `arn:aws:logs:us-east-1:123456789012:log-group:${logGroup}`,
});

test('pages of events are read, and that there is no group is told', async () => {
  await newGroup('read');
  await put('read', 'ERROR one', 'two');
  const since = Date.now() - 60_000;
  const page = await aws.logs.read({ ...queryOf('read'), streamPrefix: '2026/11' }, { since });
  expect(page?.events.map(({ message, stream: name }) => [message, name])).toEqual([
    ['ERROR one', stream],
    ['two', stream],
  ]);
  const filtered = await aws.logs.read({ ...queryOf('read'), pattern: 'ERROR' }, { since });
  expect(filtered?.events.map(({ message }) => message)).toEqual(['ERROR one']);
  expect(await aws.logs.read(queryOf('nowhere'), { since })).toBeUndefined();
});

test('following does without a live tail', async () => {
  await newGroup('followed');
  await put('followed', 'before');
  const log = follow({ url: moto.url, logGroup: 'followed', liveTail: true });
  await log.noted('Asking for new events every second instead.');
  await put('followed', 'after');
  await log.until(2);
  expect(await log.stop()).toBe('INTERRUPTED');
  expect(log.shown).toEqual(['before', 'after']);
});
