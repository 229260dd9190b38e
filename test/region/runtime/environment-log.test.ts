import { expect, test } from 'vitest';
import type { LogLine } from '../../../src/ports/function-host.js';
import { createEnvironmentLog } from '../../../src/region/runtime/environment-log.js';

const function_ = { name: 'resize', version: '$LATEST', logGroup: '/aws/lambda/resize' };

function logged() {
  const lines: LogLine[] = [];
  const log = createEnvironmentLog(function_, (line) => lines.push(line));
  const write = log.writer('function');
  const say = (text: string): void => write({ stream: 'stdout', bytes: Buffer.from(text) });
  return { log, lines, say };
}

test('the first event waits for what may still come', async () => {
  const { log, lines, say } = logged();
  log.begin('r-1');
  setTimeout(() => say('late\n'), 30);
  await log.caughtUp(1, 10_000);
  expect(lines.map(({ text }) => text)).toEqual(['late']);
});

test('nobody waits for a function that writes nothing, more than the once', async () => {
  const { log } = logged();
  log.begin('r-1');
  await log.caughtUp(1, 20);
  log.begin('r-2');
  const start = performance.now();
  await log.caughtUp(1, 60_000);
  expect(performance.now() - start).toBeLessThan(30_000);
});

test('one that wrote in the event before is waited for', async () => {
  const { log, lines, say } = logged();
  log.begin('r-1');
  say('one\n');
  log.begin('r-2');
  setTimeout(() => say('two\n'), 30);
  await log.caughtUp(1, 10_000);
  expect(lines.map(({ text, requestId }) => [requestId, text])).toEqual([
    ['r-1', 'one'],
    ['r-2', 'two'],
  ]);
});

test('what is written outside of events has no request, what comes after one has that of the last', () => {
  const { log, lines, say } = logged();
  say('init\n');
  log.begin('r-1');
  log.takeTail();
  say('after\n');
  expect(lines.map(({ requestId }) => requestId)).toEqual([undefined, 'r-1']);
});

test('the output is what the processes of one sandbox wrote, the last 64 KB of it', () => {
  const { log, lines, say } = logged();
  say('first try\nwithout end');
  log.renew();
  expect(lines.map(({ text }) => text)).toEqual(['first try', 'without end']);
  log.platform('INIT_REPORT');
  say(`${'x'.repeat(70_000)}\nlast\n`);
  expect(log.output()).toHaveLength(64 * 1024);
  expect(log.output().endsWith('xxx\nlast\n')).toBe(true);
});
