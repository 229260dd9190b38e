/** Reading a log where the connection is taken and nothing is ever answered, over the wire. */
import { expect, it } from 'vitest';
import { createClock } from '../../../src/adapters/node/clock.js';
import { audibleReader } from '../../../src/services/logs/audible-reader.js';
import { collectLogs } from '../../../src/services/logs/collect-logs.js';
import { adaptersAt } from '../../adapters/aws/adapters-at.js';
import { startScriptedServer } from '../../servers/scripted-http.js';

const request = {
  target: {
    logGroup: '/aws/lambda/hello',
    logGroupArn: 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/hello',
    choice: { functionName: 'hello', versions: undefined, shared: false },
  },
  since: 0,
};
const found = {
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify({ events: [{ timestamp: 1, message: 'at last' }] }),
};
/** Fifteen seconds pass in 30 ms, so that they are over before a request is given up. */
const clock = {
  ...createClock(),
  sleep: (_time: number, signal: AbortSignal) => createClock().sleep(30, signal),
};

/** What is told, and how it ends, where the first requests are not answered. */
async function readingFrom(silent: number) {
  await using server = await scripted(silent);
  const aws = adaptersAt(server.url, { requestTimeout: 300 });
  const notes: string[] = [];
  const listener = {
    deps: { clock },
    signal: new AbortController().signal,
    note: (text: string) => void notes.push(text),
  };
  const ended = await collectLogs(request, audibleReader(aws.logs, listener), undefined).catch(
    (error: unknown) => error,
  );
  aws.close();
  return { notes, ended, requests: server.requests.length };
}

async function scripted(silent: number) {
  const server = await startScriptedServer((_request, count) =>
    count <= silent ? 'hang' : Promise.resolve(found),
  );
  return { ...server, [Symbol.asyncDispose]: server.close };
}

const waiting = 'CloudWatch Logs has not answered for 15 s. Waiting for it.';

it('tells it, asks once more, and gives up', async () => {
  const { notes, ended, requests } = await readingFrom(9);
  expect(notes).toEqual([waiting]);
  expect(ended).toMatchObject({
    code: 'REMOTE_UNAVAILABLE',
    exitCode: 4,
    message: expect.stringContaining(
      'Reading log group /aws/lambda/hello: CloudWatch Logs could not be reached: it did not answer within 0.3 s.',
    ),
  });
  expect(requests).toBe(2);
});

it('tells when an answer comes after all', async () => {
  const { notes, ended } = await readingFrom(1);
  expect(notes).toEqual([waiting, 'CloudWatch Logs answers again.']);
  expect(ended).toMatchObject({ found: true, events: [{ message: 'at last' }] });
});
