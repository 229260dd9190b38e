/** Issue 5 item 6: `lading logs --follow` shows what comes. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogDocument } from '../../../src/domain/logs/log-document.js';
import { awsCli } from '../../servers/aws-cli.js';
import { needing } from '../../servers/needing.js';
import { runOnTerminal } from '../../ui/pseudo-terminal.js';
import { startRegionProcess } from '../region-process.js';
import { groupOf, type LogScene, latest, openLogScene, startRunning } from './log-scene.js';

const bin = fileURLToPath(new URL('../../../bin/run.js', import.meta.url));

let scene: LogScene;
beforeAll(async () => {
  scene = await openLogScene();
});
afterAll(() => scene?.close());

/** So many times was this asked. */
const asked = (operation: string): number =>
  scene.region.requests().filter((request) => request.operation === operation).length;
const put = (name: string, ...messages: readonly string[]) =>
  scene.put(
    groupOf(name),
    latest,
    messages.map((message, index) => [messages.length - index, message] as const),
  );

describe.each([
  ['by a live tail', []],
  ['by polling', ['--poll']],
])('%s', (way, flags) => {
  const name = `follow-${flags.length}`;

  it('shows new events within a second, until Ctrl-C', async () => {
    await scene.logging(name, latest);
    await put(name, 'before');
    const tails = asked('StartLiveTail');
    const log = scene.start('logs', name, '--follow', ...flags);
    await log.until('before');
    const times: number[] = [];
    for (const turn of ['one', 'two', 'three']) {
      const at = performance.now();
      await put(name, turn);
      await log.until(turn);
      times.push(performance.now() - at);
    }
    // A busy machine may make some late; what is built to be late is late every time.
    expect(Math.min(...times)).toBeLessThan(way === 'by polling' ? 2000 : 1000);
    const run = await log.interrupt();
    expect(run.code).toBe(130);
    expect(run.stdout).toMatch(/^\S+Z before\n\S+Z one\n\S+Z two\n\S+Z three\n$/);
    expect(run.stderr).toBe('\nStopping; press Ctrl-C again to stop at once.\n');
    expect(asked('StartLiveTail') - tails).toBe(flags.length === 0 ? 1 : 0);
  });

  it('prints one JSON document a line with --json', async () => {
    const log = scene.start('logs', name, '--follow', '--json', ...flags);
    await log.until('three');
    await put(name, 'multi\nline');
    await log.until('multi');
    const run = await log.interrupt();
    expect(run.code).toBe(130);
    const lines = run.stdout.split('\n').slice(0, -1);
    const documents = lines.map((line) => JSON.parse(line) as LogDocument);
    expect(documents.map(({ message }) => message)).toEqual(['before', 'one', 'two', 'three', 'multi\nline']);
    expect(documents[0]).toEqual({
      timestamp: expect.stringMatching(/Z$/),
      ingestedAt: expect.stringMatching(/Z$/),
      stream: latest,
      requestId: null,
      message: 'before',
    });
  });

  it('waits for a function that has not run yet', async () => {
    const young = `young-${flags.length}`;
    await scene.existing(young);
    const log = scene.start('logs', young, '-f', ...flags);
    await log.untilTold('Waiting for it.');
    await scene.createGroup(groupOf(young));
    await scene.stream(groupOf(young), latest);
    await put(young, 'first');
    await log.until('first');
    expect((await log.interrupt()).stdout).toMatch(/^\S+Z first\n$/);
  });
});

it('gives the same by live tail and by polling', async () => {
  await scene.logging('both', latest, `${latest}2`);
  const [tailed, polled] = [scene.start('logs', 'both', '-f'), scene.start('logs', 'both', '-f', '--poll')];
  for (let round = 0; round < 10; round += 1)
    for (const stream of [latest, `${latest}2`])
      await scene.put(groupOf('both'), stream, [
        [2, `round ${round} of ${stream}`],
        [1, 'equal'],
        [1, 'equal'],
      ]);
  await put('both', 'the end');
  await Promise.all([tailed.until('the end'), polled.until('the end')]);
  const [left, right] = await Promise.all([tailed.interrupt(), polled.interrupt()]);
  const sorted = (text: string): string[] => text.split('\n').sort();
  expect(sorted(left.stdout)).toEqual(sorted(right.stdout));
  expect(left.stdout.split('\n')).toHaveLength(62);
});

describe('a refusal', () => {
  const refused = { code: 'AccessDeniedException', message: 'no, not authorized', status: 400 };

  it('of the live tail is told, and following goes on', async () => {
    await scene.logging('denied', latest);
    scene.fault({ operation: 'StartLiveTail', error: refused });
    const log = scene.start('logs', 'denied', '--follow');
    await log.untilTold('Asking for new events every second instead.');
    await put('denied', 'shown all the same');
    await log.until('shown all the same');
    const run = await log.interrupt();
    expect(run.stderr).toContain('AccessDeniedException: no, not authorized.');
    expect(run.code).toBe(130);
  });

  it('of reading ends it: as text, and as one line among lines of JSON', async () => {
    await scene.logging('unreadable', latest);
    const fault = () => scene.fault({ operation: 'FilterLogEvents', error: refused });
    fault();
    const text = await scene.lading(['logs', 'unreadable', '--follow']);
    expect([text.code, text.stdout]).toEqual([4, '']);
    expect(text.stderr).toContain('Error ACCESS_DENIED: Reading log group /aws/lambda/unreadable');
    fault();
    const json = await scene.lading(['logs', 'unreadable', '--follow', '--json']);
    expect(json.code).toBe(4);
    expect(json.stdout.split('\n')).toHaveLength(2);
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: 'ACCESS_DENIED' } });
  });
});

it('ends with 0 when its reader goes away', async () => {
  await scene.logging('headed', latest);
  await put('headed', 'one');
  const script = `${process.execPath} ${bin} logs headed --follow | head -n 1; echo "code \${PIPESTATUS[0]}"`;
  const options = { cwd: scene.project.folder, env: { ...process.env, ...scene.env } };
  const ended = new Promise<string>((resolve) => {
    execFile('bash', ['-c', script], options, (_error, stdout, stderr) => resolve(stdout + stderr));
  });
  const writing = setInterval(() => void put('headed', 'more'), 200);
  expect(await ended.finally(() => clearInterval(writing))).toMatch(/^\S+Z one\ncode 0\n$/);
});

it('colours by invocation on a terminal, and only there', async () => {
  await scene.logging('coloured', latest);
  const ids = ['8f507cfc-aaaa-4697-b07a-ac58fc914c95', '1d3f0c58-bbbb-4697-b07a-ac58fc914c95'];
  await put(
    'coloured',
    '{"level":"ERROR","message":"spelt out","n":1}',
    ...ids.flatMap((id) => [`START RequestId: ${id} Version: 1`, `within ${id.slice(0, 4)}`]),
  );
  const { code, raw } = await runOnTerminal(`${process.execPath} ${bin} logs coloured --follow`, {
    cwd: scene.project.folder,
    env: scene.env,
    interruptAt: 'within 1d3f',
  });
  expect(code).toBe(130);
  const colourOf = (text: string) => new RegExp(`\\[(\\d+)m\\S+Z\\S+ ${text}`).exec(raw)?.[1];
  expect(colourOf('within 8f50')).toMatch(/^\d+$/);
  expect(colourOf('within 8f50')).not.toBe(colourOf('within 1d3f'));
  expect(stripVTControlCharacters(raw)).toMatch(/Z ERROR spelt out \{"n":1\}/);
  expect(raw).toMatch(/\[2mSTART RequestId: 8f507cfc/);
});

needing('aws').it('outlives a region that was killed and started again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lading-followed-'));
  const first = await startRegionProcess(folder, ['--port', '0']);
  const aws = awsCli(first.url, 'us-east-1');
  const trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  });
  const place = ['--log-group-name', groupOf('app'), '--log-stream-name', latest];
  const write = (message: string) =>
    aws(
      'logs',
      'put-log-events',
      ...place,
      '--log-events',
      JSON.stringify([{ timestamp: Date.now(), message }]),
    );
  await aws('iam', 'create-role', '--role-name', 'app', '--assume-role-policy-document', trust);
  await aws('logs', 'create-log-group', '--log-group-name', groupOf('app'));
  await aws('logs', 'create-log-stream', ...place);
  await write('before');
  // A Zip function will do: only its log is read.
  const zip = join(folder, 'app.zip');
  await writeFile(zip, Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex'));
  await new Promise((resolve) => setTimeout(resolve, 1100));
  const role = 'arn:aws:iam::000000000000:role/app';
  const code = ['--runtime', 'nodejs20.x', '--handler', 'a.b', '--zip-file', `fileb://${zip}`];
  await aws('lambda', 'create-function', '--function-name', 'app', '--role', role, ...code);
  const env = { ...scene.env, AWS_ENDPOINT_URL: first.url, AWS_REGION: 'us-east-1' };
  const log = startRunning(['logs', 'app', '--follow'], scene.project.folder, env);
  await log.until('before');
  await first.kill();
  await log.untilTold('Trying again for 5 minutes.');
  const second = await startRegionProcess(folder);
  try {
    await write('after');
    await log.until('after');
    const run = await log.interrupt();
    expect(run.code).toBe(130);
    expect(run.stdout).toMatch(/^\S+Z before\n\S+Z after\n$/);
    expect(run.stderr).toContain('CloudWatch Logs answers again.');
  } finally {
    await second.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
