import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { document, type Run, runLading } from '../acceptance/run-lading.js';
import { runOnTerminal } from '../ui/pseudo-terminal.js';
import { makeProjectFolder, type ProjectFolder } from './project-folder.js';
import { type SilentServer, startSilentServer } from './silent-server.js';

let folder: ProjectFolder;
let server: SilentServer;
beforeEach(async () => {
  folder = await makeProjectFolder();
  server = await startSilentServer();
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const deploy = ['deploy', '--function', 'app', '--role', 'auto', '--image', '127.0.0.1:9/app:v1'];
const environment = () => ({
  AWS_ENDPOINT_URL: server.url,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
});

/** Sends the signal once the server was asked something. */
async function interrupted(
  args: readonly string[],
  signal: NodeJS.Signals,
): Promise<Run & { seconds: number }> {
  let sent = 0;
  const run = await runLading(args, {
    cwd: folder.path,
    env: environment(),
    onStart: (child) => {
      void server.asked.then(() => {
        sent = performance.now();
        child.kill(signal);
      });
    },
  });
  return { ...run, seconds: (performance.now() - sent) / 1000 };
}

describe('a signal while AWS does not answer', () => {
  it.each<[NodeJS.Signals, string[]]>([
    ['SIGINT', deploy],
    ['SIGTERM', deploy],
    ['SIGINT', ['status', 'app']],
  ])('%s ends %j with 130, at once', async (signal, args) => {
    const run = await interrupted(args, signal);
    expect(run.code).toBe(130);
    expect(run.seconds).toBeLessThan(3);
    expect(run.stdout).toBe('');
    expect(run.stderr).toContain('Stopping; press Ctrl-C again');
    expect(run.stderr.split('Error INTERRUPTED')).toHaveLength(2);
  });

  it('as JSON, one document', async () => {
    const run = await interrupted([...deploy, '--json'], 'SIGINT');
    expect(document(run)).toMatchObject({ error: { code: 'INTERRUPTED' } });
    expect(run.code).toBe(130);
  });

  it('is answered on a terminal, and leaves the cursor visible', async () => {
    const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
    const { code, screen, raw } = await runOnTerminal(`${process.execPath} ${bin} ${deploy.join(' ')}`, {
      cwd: folder.path,
      env: environment(),
      interruptAt: 'Look at the account',
    });
    expect(code).toBe(130);
    expect(screen[0]).toMatch(/^✖ Look at the account/);
    expect(screen[1]).toMatch(/^Error INTERRUPTED: Stopped before the end/);
    expect(raw.lastIndexOf('\x1b[?25h')).toBeGreaterThan(raw.lastIndexOf('\x1b[?25l'));
  });
});
