/** Issue 5: what becomes of `lading run` when the engine under it starts anew, goes for good, or has no room. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { shellRuntimeImage } from '../../images/shell-runtime.js';
import { describeSecondEngine, type SecondEngine, startSecondEngine } from '../../servers/second-engine.js';
import { expectRefusal, expectRefusalText } from '../failure-cases/both-faces.js';
import { runLading } from '../run-lading.js';
import { type RunProcess, startRun } from './run-process.js';

const run = promisify(execFile);

describeSecondEngine('an engine that ends while a function runs', () => {
  let engine: SecondEngine;
  let image: string;

  beforeAll(async () => {
    // Room for two networks: the engine's own bridge is not there.
    const room = ['--default-address-pool', 'base=10.213.0.0/28,size=29'];
    const [started, { reference }] = await Promise.all([
      startSecondEngine(...room),
      shellRuntimeImage('wait'),
    ]);
    engine = started;
    image = reference;
    engine.take(image);
  });

  afterAll(() => engine?.close());

  const start = (...flags: string[]): Promise<RunProcess> =>
    startRun([image, ...flags], { inside: engine.inside, env: { DOCKER_HOST: engine.host } });

  const send = async ({ result }: RunProcess, event: object): Promise<{ status: string; body: string }> => {
    const [program = '', ...more] = engine.inside;
    const format = ['-s', '-w', '\n%{http_code}', '-d', JSON.stringify(event), result.invocations];
    const lines = (await run(program, [...more, 'curl', ...format])).stdout.split('\n');
    return { status: lines.pop() ?? '', body: lines.join('\n') };
  };

  const left = (): string[] => {
    const label = ['--filter', 'label=lading.sandbox'];
    const found = [engine.docker('ps', '-aq', ...label), engine.docker('network', 'ls', '-q', ...label)];
    return found.flatMap((lines) => lines.split('\n')).filter((line) => line !== '');
  };

  const frozen = async (): Promise<void> => {
    while (engine.docker('ps', '-q', '--filter', 'status=paused') === '') await delay(50);
  };

  const event = { seconds: 0 };

  it('says so, and serves again once the engine is back, with nothing left of before', async () => {
    const running = await start();
    expect(await send(running, event)).toEqual({ status: '200', body: JSON.stringify(event) });
    // Else it could still answer: a container survives the end of its engine until the next start.
    await frozen();
    await engine.end('SIGKILL');
    expect(await send(running, event)).toEqual({
      status: '500',
      body: expect.stringContaining('ENGINE_UNREACHABLE'),
    });
    await engine.start();
    expect(await send(running, event)).toMatchObject({ status: '200' });
    await engine.end('SIGTERM');
    await running.says('SANDBOX\tEnded between events');
    await engine.start();
    expect(await send(running, event)).toMatchObject({ status: '200' });
    expect(await running.end('SIGINT')).toBe(0);
    expect(left()).toEqual([]);
  });

  it('ends at once on Ctrl-C although the engine is gone, and the next one cleans up after it', async () => {
    const running = await start('--timeout', '60');
    const unanswered = send(running, { seconds: 50 }).catch((error: Error) => error);
    await running.says('START');
    await engine.end('SIGKILL');
    // Long enough for it to have noticed, and to have asked for the engine again and again.
    await delay(1_000);
    const asked = performance.now();
    expect(await running.end('SIGINT')).toBe(3);
    // Not after the 20 s that an engine has to come back.
    expect(performance.now() - asked).toBeLessThan(10_000);
    expect(running.log()).toContain('What lading made there stays for now');
    expect(await unanswered).toBeInstanceOf(Error);
    await engine.start();
    expect(left()).toHaveLength(2);
    const next = await start();
    expect(await send(next, event)).toMatchObject({ status: '200' });
    expect(await next.end('SIGINT')).toBe(0);
    expect(left()).toEqual([]);
  });

  it('is refused before a build where the sandboxes of the engine would not be reached', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lading-unreached-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, 'Dockerfile'), `FROM ${image}\nCOPY Dockerfile /\n`);
    await writeFile(join(folder, 'event.json'), '{}');
    const images = engine.docker('images', '-aq');
    const refusal = {
      code: 'SANDBOX_FAILED',
      exit: 3,
      says: [/EADDRNOTAVAIL.*Nothing was started/],
    } as const;
    // From outside, as from a container that has only the engine's socket.
    const from = { cwd: folder, env: { DOCKER_HOST: engine.host } };
    for (const flags of [
      ['--port', '0'],
      ['--event', 'event.json'],
    ]) {
      const run = await runLading(['run', '--context', '.', ...flags, '--json'], from);
      const { suggestions } = expectRefusal(run, refusal);
      expect(suggestions[0]).toContain('Run lading where the engine has its networks');
      expect(run.stderr).not.toContain('COPY');
    }
    expect(engine.docker('images', '-aq')).toBe(images);
    expect(left()).toEqual([]);
  });

  it('is refused by an engine without room for a network, in its words', async () => {
    const others = ['one', 'two'];
    for (const name of others) engine.docker('network', 'create', name);
    const env = { DOCKER_HOST: engine.host };
    const args = ['run', image, '--port', '0'];
    const refusal = { code: 'SANDBOX_FAILED', exit: 3, says: [/address pool/] } as const;
    const { suggestions } = expectRefusal(await runLading([...args, '--json'], { cwd: '/', env }), refusal);
    expect(suggestions[0]).toContain('docker network prune');
    const text = await runLading([...args, '--quiet'], { cwd: '/', env });
    expectRefusalText(text, refusal, suggestions);
    for (const name of others) engine.docker('network', 'rm', name);
  });
});
