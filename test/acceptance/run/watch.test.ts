/** Issue 5 item 3: `lading run --watch` swaps without losing an event, and keeps what works when a change does not. */
import Docker from 'dockerode';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { imageTimeout, type TestImage } from '../../images/engine-image.js';
import { nodeRuntimeImage, nodeRuntimeNeeds } from '../../images/node-runtime.js';
import { describeEngineWith } from '../../servers/engine.js';
import { createProject, type Project } from '../project.js';
import { type RunProcess, startRun } from './run-process.js';

const handler = (version: number): string =>
  `export const handler = async () => ({ version: ${version} });\n`;

describeEngineWith(nodeRuntimeNeeds, 'lading run --watch', () => {
  let image: TestImage;

  beforeAll(async () => {
    image = await nodeRuntimeImage();
  }, imageTimeout);

  /** `lines` of the Dockerfile. */
  async function project(lines = ''): Promise<Project> {
    const made = await createProject({
      Dockerfile: `FROM ${image.reference}\n${lines}COPY main.mjs /var/task/main.mjs\nCMD ["main.handler"]\n`,
      '.dockerignore': 'busybox\nbootstrap\n*.txt\n',
      'main.mjs': handler(1),
    });
    onTestFinished(made.remove);
    return made;
  }

  const version = async (running: RunProcess): Promise<number> => {
    const response = await running.send({});
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
    return ((await response.json()) as { version: number }).version;
  };

  it('serves the former image until the new one is ready, and loses no event', async () => {
    const { folder, write } = await project();
    const running = await startRun(['--watch', '--memory', '256'], { cwd: folder });
    expect(await version(running)).toBe(1);
    await write('notes.txt', 'not in the image');
    await write('main.mjs', handler(2));
    const seen: number[] = [];
    while (seen.at(-1) !== 2) seen.push(await version(running));
    for (let more = 0; more < 5; more += 1) seen.push(await version(running));
    // The old one answered until the new one was ready, and never again.
    expect(seen).toEqual([...seen].sort());
    expect(seen[0]).toBe(1);
    expect(running.log()).toContain('Changed: main.mjs. Building …');
    await running.says('Serving the new image');
  });

  it('goes on with what works where a build or a start fails', async () => {
    const mark = `LABEL watched=${process.pid}-${Date.now()}\n`;
    const { folder, write } = await project(mark);
    const running = await startRun(['--watch', '--memory', '256'], { cwd: folder });
    await write('main.mjs', 'throw new Error("broken on purpose");\n');
    await running.says(/Warning: .*broken on purpose.*The former image goes on serving/s);
    expect(await version(running)).toBe(1);
    await write('Dockerfile', `FROM ${image.reference}\nCOPY missing.mjs /\n`);
    await running.says(/Error BUILD_FAILED.*missing\.mjs/s);
    expect(await version(running)).toBe(1);
    await write('main.mjs', handler(3));
    await write(
      'Dockerfile',
      `FROM ${image.reference}\n${mark}COPY main.mjs /var/task/main.mjs\nCMD ["main.handler"]\n`,
    );
    await running.says('Serving the new image');
    expect(await version(running)).toBe(3);
    // The first, which others may use as well, and the last: the broken one is gone.
    const filters = { label: [mark.replace('LABEL ', '').trim()] };
    await expect.poll(() => new Docker().listImages({ filters })).toHaveLength(2);
  });
});
