/** Issue 5 item 3: what `lading run` answers, with a real runtime in a real container. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { imageTimeout, type TestImage } from '../../images/engine-image.js';
import { type NodeHandler, nodeRuntimeImage, nodeRuntimeNeeds } from '../../images/node-runtime.js';
import { describeEngineWith } from '../../servers/engine.js';
import { expectRefusal, expectRefusalText } from '../failure-cases/both-faces.js';
import { runLading } from '../run-lading.js';
import { type RunProcess, startRun } from './run-process.js';

const run = promisify(execFile);

describeEngineWith([...nodeRuntimeNeeds, 'aws'], 'lading run', () => {
  let image: TestImage;

  beforeAll(async () => {
    image = await nodeRuntimeImage();
  }, imageTimeout);

  const start = (handler: NodeHandler, ...flags: string[]): Promise<RunProcess> =>
    startRun([image.reference, '--command', handler, '--memory', '256', ...flags]);

  it('answers as the emulator does, and logs as Lambda does', async () => {
    const running = await start('app.echo');
    expect(running.result).toMatchObject({
      function: 'function',
      memorySize: 256,
      timeout: 3,
      concurrency: 1,
      face: 'emulator',
      image: { id: image.id },
      init: { kind: 'ready' },
    });
    const { stdout } = await run('curl', ['-s', '-i', '-d', '{"a":1}', running.result.invocations]);
    expect(stdout).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect(stdout).toMatch(/\r\n\r\n\{"a":1\}$/);
    await running.says(/^START RequestId: [0-9a-f-]{36} Version: \$LATEST\n(?:.*\n)*?END RequestId: /m);
    await running.says(/^REPORT .*Init Duration: [\d.]+ ms\tEstimate: [\d.]+ USD a million \(us-east-1/m);
  });

  it('says a thrown error by 200, a crash by 502, and the end of time by a text', async () => {
    const failing = await start('app.fails');
    const thrown = await failing.send({});
    expect(thrown.status).toBe(200);
    expect(thrown.headers.get('x-amz-function-error')).toBeNull();
    expect(await thrown.json()).toMatchObject({ errorType: 'TypeError', errorMessage: 'the event is odd' });
    const leaving = await start('app.leaves');
    const crashed = await leaving.send({});
    expect([crashed.status, await crashed.json()]).toMatchObject([502, { errorType: 'Runtime.ExitError' }]);
    const waiting = await start('app.waits', '--timeout', '1');
    const late = await waiting.send({ milliseconds: 5_000 });
    expect([late.status, await late.text()]).toEqual([200, 'Task timed out after 1.00 seconds']);
    expect((await waiting.send({ milliseconds: 1 })).status).toBe(200);
  });

  it('refuses a second event while it is busy, as the emulator does', async () => {
    const running = await start('app.waits');
    const first = running.send({ milliseconds: 1_000 });
    await running.says('START');
    expect((await running.send({ milliseconds: 1 })).status).toBe(400);
    expect((await first).status).toBe(200);
  });

  it('keeps serving when its init fails, and says why at once', async () => {
    const running = await start('incomplete.handler');
    expect(running.result.init).toMatchObject({ kind: expect.not.stringMatching('ready') });
    await running.says('The next event starts it again');
    expect((await running.send({})).status).toBe(502);
  });

  it('answers the AWS CLI, strict or not', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lading-run-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    for (const flags of [[], ['--strict']]) {
      const { result } = await start('app.fails', ...flags);
      const out = join(folder, `out${flags.length}`);
      const { stdout } = await run(
        'aws',
        [
          'lambda',
          'invoke',
          '--endpoint-url',
          result.url,
          '--function-name',
          'function',
          '--region',
          'us-east-1',
          out,
        ],
        {
          env: {
            PATH: process.env.PATH,
            AWS_ACCESS_KEY_ID: 'local',
            AWS_SECRET_ACCESS_KEY: 'local',
          },
        },
      );
      expect(JSON.parse(await readFile(out, 'utf8'))).toMatchObject({ errorType: 'TypeError' });
      expect(JSON.parse(stdout)).toEqual(
        flags.length === 0
          ? { StatusCode: 200 }
          : { StatusCode: 200, FunctionError: 'Unhandled', ExecutedVersion: '$LATEST' },
      );
    }
  });

  it('mixes up none of 50 events at once', async () => {
    const running = await start('app.waits', '--strict', '--concurrency', '50', '--timeout', '60');
    const events = Array.from({ length: 50 }, (_, index) => ({ index, milliseconds: 10 }));
    const answers = await Promise.all(events.map(async (event) => (await running.send(event)).json()));
    expect(answers).toEqual(events);
  });

  it('is a function URL with --http, streaming included', async () => {
    const page = await start('streams.page', '--http');
    const answer = await fetch(`${page.result.url}/any/path`);
    expect([answer.status, answer.headers.get('x-kind'), answer.headers.getSetCookie()]).toEqual([
      201,
      'page',
      ['a=b'],
    ]);
    expect(await answer.text()).toBe('hello world');
    const slow = await start('streams.chunks', '--http', '--timeout', '10');
    const streamed = await fetch(slow.result.url);
    const reader = streamed.body?.getReader();
    const first = await reader?.read();
    expect(Buffer.from(first?.value ?? []).toString()).toMatch(/^one /);
    await reader?.cancel();
  });

  it('says that a port is taken before it builds anything', async () => {
    const { result } = await start('app.echo');
    const port = new URL(result.url).port;
    const args = ['run', image.reference, '--port', port];
    const refusal = { code: 'PORT_TAKEN', exit: 3, says: [`Port ${port} of 127.0.0.1`] } as const;
    const json = await runLading([...args, '--json'], { cwd: '/' });
    const text = await runLading(args, { cwd: '/' });
    expectRefusalText(text, refusal, expectRefusal(json, refusal).suggestions);
    expect(json.stderr + text.stderr).not.toContain('Get the image');
  });
});
