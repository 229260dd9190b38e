/** Issue 5 item 6: `lading logs` reads what a function has logged. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  CreateAliasCommand,
  PublishVersionCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogsResult } from '../../../src/domain/logs/log-document.js';
import { awsCli } from '../../servers/aws-cli.js';
import { needing } from '../../servers/needing.js';
import { document } from '../run-lading.js';
import { groupOf, type LogScene, latest, openLogScene } from './log-scene.js';

let scene: LogScene;
beforeAll(async () => {
  scene = await openLogScene();
});
afterAll(() => scene?.close());

const messages = async (...args: string[]): Promise<string[]> => {
  const run = await scene.lading(['logs', ...args, '--json']);
  expect(run.code, run.stdout + run.stderr).toBe(0);
  return document<LogsResult>(run).events.map(({ message }) => message);
};
/** Without the time in front. */
const texts = (stdout: string): string[] =>
  stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => line.replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /, ''));

describe('a function that never ran', () => {
  it('has no log, which is no failure', async () => {
    await scene.existing('fresh');
    const run = await scene.lading(['logs', 'fresh']);
    expect([run.code, run.stdout]).toEqual([0, '']);
    expect(run.stderr).toBe(
      'There is no log group /aws/lambda/fresh: fresh has not run yet, or its role may not write logs.\n',
    );
    const quiet = await scene.lading(['logs', 'fresh', '--json', '--quiet']);
    expect(document(quiet)).toEqual({
      function: 'fresh',
      logGroup: '/aws/lambda/fresh',
      logGroupExists: false,
      events: [],
    });
    expect(quiet.stderr).toBe('');
  });
});

needing('aws').it('shows what the AWS CLI has put there', async () => {
  const id = '8f507cfc-aaaa-4697-b07a-ac58fc914c95';
  await scene.logging('shown', latest);
  const now = Date.now();
  const logEvents = [
    `START RequestId: ${id} Version: $LATEST\n`,
    'two\nlines\n',
    '{"level":"info","message":"as it is"}\n',
    `REPORT RequestId: ${id}\tDuration: 1.00 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: 127 MB\n`,
  ].map((message, index) => ({ timestamp: now + index, message }));
  const aws = awsCli(scene.region.url, scene.region.settings.region);
  const place = ['--log-group-name', groupOf('shown'), '--log-stream-name', latest];
  await aws('logs', 'put-log-events', ...place, '--log-events', JSON.stringify(logEvents));
  const run = await scene.lading(['logs', 'shown']);
  expect([run.code, run.stderr]).toEqual([0, '']);
  const time = (index: number) => new Date(now + index).toISOString();
  expect(run.stdout.split('\n')).toEqual([
    `${time(0)} START RequestId: ${id} Version: $LATEST`,
    `${time(1)} two`,
    'lines',
    '{"level":"info","message":"as it is"}',
    `${time(3)} ${logEvents[3]?.message.trimEnd()}  ! 99 % of the memory used`,
    '',
  ]);
  const shown = document<LogsResult>(await scene.lading(['logs', 'shown', '--json']));
  expect(shown).toMatchObject({ function: 'shown', logGroup: groupOf('shown'), logGroupExists: true });
  expect(shown.events).toEqual(
    logEvents.map(({ timestamp, message }) => ({
      timestamp: new Date(timestamp).toISOString(),
      ingestedAt: expect.any(String),
      stream: latest,
      requestId: id,
      message,
    })),
  );
  const read = await aws('logs', 'get-log-events', ...place, '--start-from-head');
  expect(read.events).toMatchObject(logEvents);
});

it('loses and repeats none of 5,000 events, in text and in JSON', async () => {
  await scene.logging('many', latest, `${latest}2`);
  const wanted: string[] = [];
  for (let batch = 0; batch < 10; batch += 1) {
    const events = Array.from({ length: 500 }, (_, index) => {
      const nth = batch * 500 + index;
      wanted.push(`event ${nth} ${'x'.repeat(400)}`);
      return [10_000 - nth, wanted[nth] ?? ''] as const;
    });
    await scene.put(groupOf('many'), batch % 2 === 0 ? latest : `${latest}2`, events);
  }
  scene.changes();
  const before = scene.region.requests().length;
  const run = await scene.lading(['logs', 'many']);
  expect(texts(run.stdout).sort()).toEqual([...wanted].sort());
  const pages = scene.region
    .requests()
    .slice(before)
    .filter(({ operation }) => operation === 'FilterLogEvents');
  expect(pages.length).toBeGreaterThan(1);
  expect((await messages('many')).sort()).toEqual([...wanted].sort());
  expect(await messages('many', '--limit', '3')).toHaveLength(3);
  expect(scene.changes()).toEqual([]);
});

describe('what is asked for', () => {
  beforeAll(async () => {
    await scene.logging('chosen', '2026/11/22/[1]a', '2026/11/23/[2]b', latest);
    const group = groupOf('chosen');
    await scene.put(group, '2026/11/22/[1]a', [[3 * 60_000, 'ERROR in one']]);
    await scene.put(group, '2026/11/23/[2]b', [[2 * 60_000, 'ERROR in two']]);
    await scene.put(group, latest, [
      [60_000, '{"level":"error","where":"latest"}'],
      [0, 'INFO in latest'],
    ]);
  });

  it.each<[string, string[], string[]]>([
    ['since a while ago', ['--since', '90s'], ['{"level":"error","where":"latest"}', 'INFO in latest']],
    ['until a while ago', ['--since', '1h', '--until', '90s'], ['ERROR in one', 'ERROR in two']],
    ['a pattern', ['--filter', 'ERROR -two'], ['ERROR in one']],
    ['members of JSON', ['--filter', '{ $.level = "error" }'], ['{"level":"error","where":"latest"}']],
    ['a stream', ['--stream', '2026/11/22'], ['ERROR in one']],
    ['a version', ['--qualifier', '2'], ['ERROR in two']],
    ['$LATEST', ['--qualifier', '$LATEST'], ['{"level":"error","where":"latest"}', 'INFO in latest']],
    ['the newest', ['--limit', '1'], ['INFO in latest']],
    ['nothing that is there', ['--filter', 'nowhere'], []],
  ])('%s', async (_what, args, wanted) => {
    const run = await scene.lading(['logs', 'chosen', ...args]);
    expect(run.code, run.stderr).toBe(0);
    expect(texts(run.stdout)).toEqual(wanted);
    expect(run.stderr === '').toBe(wanted.length > 0);
    expect(await messages('chosen', ...args)).toEqual(wanted);
  });

  it('what an alias sends traffic to', async () => {
    const { lambda } = scene.region;
    await lambda.send(new PublishVersionCommand({ FunctionName: 'chosen' }));
    await lambda.send(new CreateAliasCommand({ FunctionName: 'chosen', Name: 'live', FunctionVersion: '1' }));
    expect(await messages('chosen', '--qualifier', 'live')).toEqual(['ERROR in one']);
    const unknown = await scene.lading(['logs', 'chosen', '--qualifier', 'beta']);
    expect(unknown.code).toBe(4);
    expect(unknown.stderr).toContain('Function chosen has no alias beta; it has live.');
  });

  it('a group of another name, of which only the function’s own streams are read', async () => {
    await scene.logging('elsewhere', '2026/11/23/custom[1][a]', '2026/11/23/other[1][b]', 'audit');
    await scene.existing('custom');
    const group = groupOf('elsewhere');
    for (const stream of ['2026/11/23/custom[1][a]', '2026/11/23/other[1][b]', 'audit'])
      await scene.put(group, stream, [[0, `of ${stream}`]]);
    await scene.region.lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: 'custom', LoggingConfig: { LogGroup: group } }),
    );
    expect(await messages('custom')).toEqual(['of 2026/11/23/custom[1][a]']);
  });

  it('a function by its ARN, and its version behind it', async () => {
    const { account, region } = scene.region.settings;
    const arn = `arn:aws:lambda:${region}:${account}:function:chosen`;
    expect(await messages(`${arn}:2`)).toEqual(['ERROR in two']);
    const foreign = arn.replace(account, '210987654321');
    await scene.refuses(
      { code: 'REFERENCE_INVALID', exit: 2, says: [`${foreign} is in account 210987654321`] },
      () => ['logs', foreign],
    );
  });

  it('a function by its key in the file, named by the stage, or the only one there is', async () => {
    await scene.logging('thumbs-prod', latest);
    await scene.put(groupOf('thumbs-prod'), latest, [[0, 'of prod']]);
    await scene.project.write(
      'lading.yaml',
      'name: thumbs\nfunctions:\n  resize: { role: auto }\nstages:\n  prod: { functions: { resize: { name: thumbs-prod } } }\n',
    );
    expect(await messages('resize', '--stage', 'prod')).toEqual(['of prod']);
    expect(await messages('--stage', 'prod')).toEqual(['of prod']);
    await scene.project.write(
      'two.yaml',
      'name: two\nfunctions:\n  a: { role: auto }\n  b: { role: auto }\n',
    );
    const several = await scene.lading(['logs', '--config', 'two.yaml']);
    expect(several.code).toBe(2);
    expect(several.stderr).toMatch(
      /logs takes one function at a time, and none was named.*\n.*lading logs a --config two.yaml\n.*lading logs b /,
    );
  });
});

describe('is refused', () => {
  const denied =
    'User: arn:aws:iam::123456789012:user/dev is not authorized to perform: logs:FilterLogEvents on resource: arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/x because no identity-based policy allows the logs:FilterLogEvents action';

  it('where the function is not', async () => {
    await scene.refuses(
      { code: 'FUNCTION_NOT_FOUND', exit: 4, says: ['Function nowhere does not exist'] },
      () => ['logs', 'nowhere'],
    );
  });

  it('where the permission is missing, naming it', async () => {
    await scene.existing('secret');
    const { suggestions } = await scene.refuses({ code: 'ACCESS_DENIED', exit: 4, says: [denied] }, () => {
      scene.fault({
        operation: 'FilterLogEvents',
        error: { code: 'AccessDeniedException', message: denied, status: 400 },
      });
      return ['logs', 'secret'];
    });
    expect(suggestions[0]).toContain('Allow logs:FilterLogEvents on arn:aws:logs:');
  });

  it.each([
    [['--since', 'yesterday'], '--since yesterday is no moment'],
    [['--poll'], '--follow'],
    [['--follow', '--limit', '3'], '--limit'],
    [['--limit', '0'], '--limit'],
  ])('with %j', async (flags, says) => {
    await scene.refuses({ code: 'USAGE', exit: 2, says: [says] }, () => ['logs', 'any', ...flags]);
  });
});

describe('without lambda:GetFunction', () => {
  const refused = {
    operation: 'GetFunction',
    error: {
      code: 'AccessDeniedException',
      message:
        'User: arn:aws:iam::123456789012:user/reader is not authorized to perform: lambda:GetFunction on resource: arn:aws:lambda:eu-west-1:123456789012:function:unseen because no identity-based policy allows the lambda:GetFunction action',
      status: 403,
    },
  };
  const told =
    'Warning: lambda:GetFunction is not allowed, so lading cannot see which log group unseen writes to, and reads /aws/lambda/unseen.\n';

  it('the function’s own log group is read and followed, and that is told', async () => {
    await scene.logging('unseen', latest, '2026/11/23/[2]b');
    await scene.put(groupOf('unseen'), latest, [[1000, 'of latest']]);
    await scene.put(groupOf('unseen'), '2026/11/23/[2]b', [[0, 'of two']]);
    scene.fault(refused);
    const text = await scene.lading(['logs', 'unseen']);
    expect([text.code, texts(text.stdout), text.stderr]).toEqual([0, ['of latest', 'of two'], told]);
    scene.fault(refused);
    const json = await scene.lading(['logs', 'unseen:2', '--json']);
    expect(json.stderr).toBe(told);
    expect(document<LogsResult>(json)).toMatchObject({
      function: 'unseen',
      logGroup: groupOf('unseen'),
      logGroupExists: true,
      events: [{ message: 'of two' }],
    });
    scene.fault(refused);
    const log = scene.start('logs', 'unseen', '--follow');
    await log.until('of two');
    expect((await log.interrupt()).stderr).toBe(`${told}\nStopping; press Ctrl-C again to stop at once.\n`);
  });

  it('an alias stands for nothing that can be told', async () => {
    await scene.refuses({ code: 'ACCESS_DENIED', exit: 4, says: ['lambda:ListAliases'] }, () => {
      scene.fault(refused);
      const message = refused.error.message.replaceAll('GetFunction', 'ListAliases');
      scene.fault({ operation: 'ListAliases', error: { ...refused.error, message } });
      return ['logs', 'unseen:live'];
    });
  });
});

it('ends quietly when its reader goes away', async () => {
  await scene.logging('piped', latest);
  const long = Array.from(
    { length: 3000 },
    (_, index) => [3000 - index, `line ${index} ${'x'.repeat(200)}`] as const,
  );
  await scene.put(groupOf('piped'), latest, long);
  const bin = fileURLToPath(new URL('../../../bin/run.js', import.meta.url));
  const script = `${process.execPath} ${bin} logs piped | head -n 1; echo "code \${PIPESTATUS[0]}"`;
  // Not synchronously: the region answers from this process.
  const shell = promisify(execFile)('bash', ['-c', script], {
    cwd: scene.project.folder,
    env: { ...process.env, ...scene.env },
  });
  const { stdout, stderr } = await shell;
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^\S+ line 0 x+\ncode 0\n$/);
});
