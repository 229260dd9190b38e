/** Issue 5 item 3: what a function of `lading run` gets of this machine: a debugger and credentials on request, else neither. */
import Docker from 'dockerode';
import { beforeAll, expect, it } from 'vitest';
import { imageTimeout, type TestImage } from '../../images/engine-image.js';
import { nodeRuntimeImage, nodeRuntimeNeeds } from '../../images/node-runtime.js';
import { describeEngineWith } from '../../servers/engine.js';
import { runLading } from '../run-lading.js';
import { leftBy, type RunProcess, startRun } from './run-process.js';

const credentials = {
  AWS_ACCESS_KEY_ID: 'AKIDOFTHISMACHINE',
  AWS_SECRET_ACCESS_KEY: 'secret-of-this-machine',
};

describeEngineWith(nodeRuntimeNeeds, 'what surrounds a function that is run', () => {
  let image: TestImage;

  beforeAll(async () => {
    image = await nodeRuntimeImage();
  }, imageTimeout);

  const start = (...flags: string[]): Promise<RunProcess> =>
    startRun([image.reference, '--command', 'app.waits', '--memory', '256', ...flags], { env: credentials });

  async function variables({ pid }: RunProcess): Promise<string[]> {
    const [name = ''] = await leftBy(pid);
    return (await new Docker().getContainer(name.slice(1)).inspect()).Config.Env;
  }

  it('credentials come in with --aws alone, and are never printed', async () => {
    const without = await variables(await start());
    expect(without).toContain('AWS_ACCESS_KEY_ID=local');
    expect(without.join()).not.toContain(credentials.AWS_SECRET_ACCESS_KEY);
    const running = await start('--aws');
    expect(await variables(running)).toContain(`AWS_SECRET_ACCESS_KEY=${credentials.AWS_SECRET_ACCESS_KEY}`);
    expect(`${running.log()}${JSON.stringify(running.result)}`).not.toContain(
      credentials.AWS_SECRET_ACCESS_KEY,
    );
  });

  it('a debugger reaches Node.js between and during events, and nothing times out', async () => {
    // Free now, as far as anybody can tell; no other test asks for it.
    const port = 20_000 + (process.pid % 20_000);
    const running = await start('--debug-port', String(port), '--timeout', '1');
    expect(running.result).toMatchObject({ debugPort: port, concurrency: 1 });
    const inspector = (): Promise<Response> => fetch(`http://127.0.0.1:${port}/json/version`);
    expect(await (await running.send({ milliseconds: 1_500 })).json()).toEqual({ milliseconds: 1_500 });
    // Longer than a sandbox without a debugger would stay thawed.
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await inspector()).status).toBe(200);
  });

  it('refuses a debugger without a network, or where the function is', async () => {
    const refused: [string[], string][] = [
      [['--debug-port', '20000', '--network', 'none'], '--debug-port needs a network'],
      [['--debug-port', '9000'], '--debug-port is 9000, where the function itself is to be reached'],
    ];
    for (const [flags, text] of refused) {
      const run = await runLading(['run', image.reference, ...flags], { cwd: '/' });
      expect([run.code, run.stderr]).toEqual([2, expect.stringContaining(text)]);
    }
  });
});
