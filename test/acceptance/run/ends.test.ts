/** Issue 5: whatever way `lading run` ends, the engine is as it was. */
import { createServer } from 'node:http';
import Docker from 'dockerode';
import { beforeAll, expect, it } from 'vitest';
import { imageTimeout, type TestImage } from '../../images/engine-image.js';
import { shellRuntimeImage } from '../../images/shell-runtime.js';
import { describeEngine } from '../../servers/engine.js';
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

  it('is not there yet when somebody takes its sandbox away: it says so and starts another one', async () => {
    const running = await startRun([image.reference]);
    const [name = ''] = await leftBy(running.pid);
    await new Docker().getContainer(name.slice(1)).remove({ force: true });
    await running.says('Ended between events (exit code 137); the next event gets another one');
    expect((await running.send({ again: true })).status).toBe(200);
  });
});
