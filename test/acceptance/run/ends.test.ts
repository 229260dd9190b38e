/** Issue 5: whatever way `lading run` ends, the engine is as it was. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { imageTimeout, type TestImage } from '../../images/engine-image.js';
import { shellRuntimeImage } from '../../images/shell-runtime.js';
import { describeEngine } from '../../servers/engine.js';
import { runLading } from '../run-lading.js';
import { leftBy, startRun } from './run-process.js';

describeEngine('the end of lading run', () => {
  let image: TestImage;

  beforeAll(async () => {
    image = await shellRuntimeImage('echo');
  }, imageTimeout);

  it('leaves nothing after Ctrl-C, which is how a server ends', async () => {
    const running = await startRun([image.reference]);
    expect((await running.send({})).status).toBe(200);
    expect(await leftBy(running.pid)).toHaveLength(2);
    expect(await running.end('SIGINT')).toBe(0);
    expect(await leftBy(running.pid)).toEqual([]);
    const port = Number(new URL(running.result.url).port);
    // Nobody listens there any more.
    await new Promise<void>((resolve, reject) => {
      const server = createServer().once('error', reject);
      server.listen(port, '127.0.0.1', () => server.close(() => resolve()));
    });
  });

  it('is cleaned up after by the next one when it was killed', async () => {
    const killed = await startRun([image.reference]);
    await killed.end('SIGKILL');
    expect(await leftBy(killed.pid)).toHaveLength(2);
    const next = await startRun([image.reference]);
    expect((await next.send({})).status).toBe(200);
    while ((await leftBy(killed.pid)).length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await next.end('SIGTERM')).toBe(0);
    expect(await leftBy(next.pid)).toEqual([]);
  });

  it('says that somebody took its sandbox away, starts another one, and takes all with it when its terminal is closed', async () => {
    const running = await startRun([image.reference]);
    const [name = ''] = await leftBy(running.pid);
    await new Docker().getContainer(name.slice(1)).remove({ force: true });
    await running.says('Ended between events (exit code 137); the next event gets another one');
    expect((await running.send({ again: true })).status).toBe(200);
    // What a terminal that is closed sends.
    expect(await running.end('SIGHUP')).toBe(0);
    expect(await leftBy(running.pid)).toEqual([]);
  });

  it('ends with 130 when one event is interrupted, and leaves nothing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lading-run-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, 'event.json'), '{"seconds": 30}');
    const flags = ['--command', 'wait', '--timeout', '60', '--event', 'event.json'];
    let pid = 0;
    const run = await runLading(['run', image.reference, ...flags], {
      cwd: folder,
      onStart(child) {
        pid = child.pid ?? 0;
        child.stderr?.on('data', (text: string) => {
          if (text.includes('START')) child.kill('SIGINT');
        });
      },
    });
    expect([run.code, run.stdout]).toEqual([130, '']);
    expect(run.stderr).toContain('INTERRUPTED');
    expect(await leftBy(pid)).toEqual([]);
  });
});
