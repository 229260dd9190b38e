/** Issue 5 item 3: `lading run --event` handles one event, says how it went by its exit code, and leaves nothing. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import type { InvocationResult } from '../../../src/domain/invocation/invocation-result.js';
import { imageTimeout, type TestImage } from '../../images/engine-image.js';
import { nodeRuntimeImage, nodeRuntimeNeeds } from '../../images/node-runtime.js';
import { describeEngineWith } from '../../servers/engine.js';
import { createProject } from '../project.js';
import { document, type Run, runLading } from '../run-lading.js';
import { leftBy } from './run-process.js';

describeEngineWith(nodeRuntimeNeeds, 'lading run --event', () => {
  let image: TestImage;

  beforeAll(async () => {
    image = await nodeRuntimeImage();
  }, imageTimeout);

  /** A project that builds on the image, with a function for each handler. */
  async function project(): Promise<{ folder: string; run(...args: string[]): Promise<Run> }> {
    const { folder, remove } = await createProject({
      Dockerfile: `FROM ${image.reference}\nENV MADE=here\n`,
      '.dockerignore': '*\n',
      'event.json': '{"n": 1}\n',
      'lading.yaml': `name: events
functions:
  echo: { imageConfig: { command: [app.echo] }, memorySize: 256 }
  fails: { imageConfig: { command: [app.fails] }, memorySize: 256 }
`,
    });
    onTestFinished(remove);
    return { folder, run: (...args) => runLading(['run', ...args], { cwd: folder }) };
  }

  it('prints the answer on stdout, everything else on stderr, and ends with 0', async () => {
    const { folder } = await project();
    let pid = 0;
    const run = await runLading(['run', 'echo', '--event', 'event.json'], {
      cwd: folder,
      onStart: (child) => {
        pid = child.pid ?? 0;
      },
    });
    expect({ code: run.code, stdout: run.stdout }, run.stderr).toEqual({ code: 0, stdout: '{"n":1}\n' });
    expect(run.stderr).toMatch(/Get the image: .*\n(?:.*\n)*START RequestId: /);
    expect(run.stderr).toMatch(
      /took \d+(?:\.\d{1,2})? ms, billed \d+ ms; start \d+(?:\.\d{1,2})? ms; memory \d+ of 256 MB/,
    );
    expect(await leftBy(pid)).toEqual([]);
  });

  it('ends with 4 when the function failed, in text and as one document', async () => {
    const { run } = await project();
    const text = await run('fails', '--event', 'event.json');
    expect({ code: text.code, stdout: JSON.parse(text.stdout) }).toMatchObject({
      code: 4,
      stdout: { errorType: 'TypeError' },
    });
    expect(text.stderr).toContain(
      'Error INVOCATION_FAILED: Function fails failed: TypeError: the event is odd.',
    );
    const json = await run('fails', '--event', 'event.json', '--json');
    expect(json.code).toBe(4);
    expect(document<InvocationResult>(json)).toMatchObject({
      functionError: 'Unhandled',
      payload: { errorType: 'TypeError' },
      error: { code: 'INVOCATION_FAILED' },
    });
  });

  it('refuses what cannot be meant, before anything is built', async () => {
    const { folder, run } = await project();
    await writeFile(join(folder, 'broken.json'), '{"n":');
    const cases: [string[], number, string][] = [
      [['--event', 'event.json'], 2, 'has several functions (echo, fails)'],
      [['echo', '--event', 'broken.json'], 2, 'EVENT_INVALID'],
      [['echo', '--event', 'event.json', '--watch'], 2, 'USAGE'],
      [[image.reference, '--watch'], 2, '--watch rebuilds an image'],
      [['echo', '--event', 'gone.json'], 2, "echo '{}' > gone.json"],
      [['nothing-like-it', '--event', 'event.json'], 4, 'IMAGE_NOT_FOUND'],
      [['ecko', '--event', 'event.json'], 4, 'Try: lading run echo'],
      [['--function', 'ecko', '--event', 'event.json'], 2, 'lading.yaml has no function ecko'],
    ];
    for (const [args, code, text] of cases) {
      const refused = await run(...args);
      expect({ args, code: refused.code }, refused.stderr).toEqual({ args, code });
      expect(refused.stderr).toContain(text);
      expect(refused.stderr).not.toContain('START');
    }
  });
});
