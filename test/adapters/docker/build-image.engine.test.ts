/** Builds in the real engine, with both of its builders. */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import type { AppError } from '../../../src/errors/app-error.js';
import type { BuildEvent, BuildRequest } from '../../../src/ports/container-engine.js';
import { contextFolder, type TestFolder } from '../../servers/context-folder.js';
import {
  busyboxDockerfile,
  describeEngine,
  noSignal,
  realEngine,
  removeLater,
} from '../../servers/engine.js';

const folders: TestFolder[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await folder.remove();
});

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await contextFolder(files);
  folders.push(folder);
  return folder.path;
}

interface Built {
  readonly id: string;
  readonly events: BuildEvent[];
}

async function build(
  request: Partial<BuildRequest> & { context: string },
  signal = noSignal,
): Promise<Built> {
  const events: BuildEvent[] = [];
  const engine = await realEngine();
  const id = await engine.build(
    { dockerfile: 'Dockerfile', args: {}, platform: 'linux/amd64', ...request },
    (event) => events.push(event),
    signal,
  );
  removeLater(id);
  return { id, events };
}

const failedBuild = (...parameters: Parameters<typeof build>): Promise<AppError> =>
  build(...parameters).then(
    () => Promise.reject(new Error('the build succeeded')),
    (error: AppError) => error,
  );

const stepsOf = (events: BuildEvent[]) => events.filter((event) => event.kind === 'step');
const linesOf = (events: BuildEvent[]) =>
  events.flatMap((event) => (event.kind === 'output' ? [event.line] : []));

/** What an image's last layer that `COPY . /all` made holds, read from the archive that the engine exports. */
async function copiedFiles(id: string): Promise<string[]> {
  const archive = await buffer(await (await realEngine()).exportImage(id, noSignal));
  const manifest = JSON.parse(tar(archive, '-xO', 'manifest.json').toString()) as { Layers: string[] }[];
  const layer = manifest[0]?.Layers.at(-1) ?? '';
  return tar(tar(archive, '-xO', layer), '-t')
    .toString()
    .split('\n')
    .filter((line) => /^all\/./.test(line))
    .sort();
}

const tar = (input: Buffer, ...args: string[]) =>
  execFileSync('tar', ['-f', '-', ...args], { input, maxBuffer: 64 * 1024 * 1024 });

describeEngine('building', () => {
  describe.each([{ name: 'BuildKit' }, { name: 'the classic builder', builder: 'classic' as const }])(
    '$name',
    ({ builder }) => {
      const using = builder ? { builder } : {};

      test('makes the image asked for and tells of each step', async () => {
        const context = await folderWith({
          Dockerfile: busyboxDockerfile(
            'ARG GREETING',
            'FROM scratch AS unused',
            busyboxDockerfile(
              'ARG GREETING',
              'ENV GREETING=$GREETING',
              'RUN echo "said $GREETING"; printf unfinished',
              'WORKDIR /work',
              'ENTRYPOINT ["/bin/busybox"]',
              'CMD ["true"]',
            ),
          ),
        });
        const { id, events } = await build({
          context,
          args: { GREETING: `hello ${randomUUID()}` },
          ...using,
        });
        expect(await (await realEngine()).inspect(id)).toMatchObject({
          id,
          os: 'linux',
          architecture: 'amd64',
          entryPoint: ['/bin/busybox'],
          command: ['true'],
          workingDirectory: '/work',
        });
        const run = stepsOf(events).filter(({ name }) => name.includes('RUN echo'));
        expect(run.map(({ status }) => status)).toEqual(['started', 'done']);
        expect(run.at(-1)?.milliseconds).toBeGreaterThan(0);
        expect(linesOf(events)).toEqual(
          expect.arrayContaining([expect.stringMatching(/^said hello /), 'unfinished']),
        );
        const sent = events.flatMap((event) => (event.kind === 'context' ? [event.bytes] : []));
        expect(sent.at(-1)).toBeGreaterThan(500_000);
      });

      test('a second build of the same folder comes from the cache and is the same image', async () => {
        const context = await folderWith({
          Dockerfile: busyboxDockerfile(`RUN echo ${randomUUID()}`),
          'b/x': '1',
          a: '2',
        });
        const first = await build({ context, ...using });
        const second = await build({ context, ...using });
        expect(second.id).toBe(first.id);
        expect(
          stepsOf(second.events).find(({ name, status }) => name.includes('RUN echo') && status !== 'started')
            ?.status,
        ).toBe('cached');
        const fresh = await build({ context, noCache: true, ...using });
        expect(
          stepsOf(fresh.events).find(({ name, status }) => name.includes('RUN echo') && status !== 'started')
            ?.status,
        ).toBe('done');
      });

      test('a target is built, and an unknown one is explained', async () => {
        const context = await folderWith({
          Dockerfile:
            'FROM scratch AS one\nLABEL stage=one\nENTRYPOINT ["/one"]\nFROM scratch AS two\nENTRYPOINT ["/two"]\n',
        });
        const { id } = await build({ context, target: 'one', ...using });
        expect((await (await realEngine()).inspect(id))?.entryPoint).toEqual(['/one']);
        const error = await failedBuild({ context, target: 'three', ...using });
        expect(error).toMatchObject({ code: 'BUILD_FAILED', details: { diagnosis: 'F11' } });
        expect(error.message).toContain('three');
      });

      test('a failing RUN names the step and shows the end of what it printed', async () => {
        const context = await folderWith({
          Dockerfile: busyboxDockerfile(
            'RUN for i in $(/bin/busybox seq 1 40); do echo "line $i"; done; echo "the reason"; exit 7',
          ),
        });
        const error = await failedBuild({ context, ...using });
        expect(error).toMatchObject({ code: 'BUILD_FAILED', exitCode: 4 });
        expect(error.message).toMatch(/step \[\d\/\d\] RUN for i in/);
        expect(error.message).toMatch(/(exit code: 7|returned a non-zero code: 7)/);
        const { output } = error.details as { output: string[] };
        expect(output).toHaveLength(20);
        expect(output.slice(-2)).toEqual(['line 40', 'the reason']);
        expect(output).not.toContain('line 1');
        expect(error.message).toContain('  the reason');
      });

      test('a COPY of a missing file says where to look', async () => {
        const context = await folderWith({ Dockerfile: 'FROM scratch\nCOPY nope /nope\n' });
        const error = await failedBuild({ context, ...using });
        expect(error).toMatchObject({ code: 'BUILD_FAILED', details: { diagnosis: 'G8' } });
        expect(error.message).toContain('nope');
        expect(error.suggestions.join('\n')).toContain('.dockerignore');
      });

      test('a syntax error is told with its line', async () => {
        const context = await folderWith({ Dockerfile: 'FORM scratch\n' });
        const error = await failedBuild({ context, ...using });
        expect(error).toMatchObject({ code: 'BUILD_FAILED', details: { diagnosis: 'G9' } });
        expect(error.message).toContain('FORM');
      });

      test('.dockerignore decides what COPY . sees', async () => {
        const context = await folderWith({
          Dockerfile: 'FROM scratch\nCOPY . /all\n',
          '.dockerignore':
            'node_modules\n*.log\n!keep.log\ndocs/**\n!docs/readme.md\n.dockerignore\nDockerfile\n',
          'node_modules/x/index.js': '',
          'app.js': randomUUID(),
          'a.log': '',
          'keep.log': '',
          'docs/readme.md': '',
          'docs/deep/other.md': '',
        });
        const { id } = await build({ context, ...using });
        // The engine takes the Dockerfile out again only with the classic builder; BuildKit needs it in the archive.
        expect(await copiedFiles(id)).toEqual([
          ...(builder ? [] : ['all/Dockerfile']),
          'all/app.js',
          'all/docs/',
          'all/docs/readme.md',
          'all/keep.log',
        ]);
      });

      test('a Dockerfile outside of the context', async () => {
        const context = await folderWith({ 'only.txt': randomUUID() });
        const elsewhere = await folderWith({
          'my.Dockerfile': 'FROM scratch\nCOPY only.txt /all/only.txt\n',
        });
        const { id } = await build({ context, dockerfile: join(elsewhere, 'my.Dockerfile'), ...using });
        expect(await copiedFiles(id)).toEqual(['all/only.txt']);
      });

      test('symbolic links arrive as links', async () => {
        const context = await folderWith({
          Dockerfile: busyboxDockerfile(
            'COPY . /all',
            'RUN [ "$(/bin/busybox readlink /all/link)" = "target.txt" ]',
          ),
          'target.txt': randomUUID(),
        });
        await symlink('target.txt', join(context, 'link'));
        await build({ context, ...using });
      });

      test('an abort stops the build in the engine', async () => {
        const marker = String(40_000_000 + Math.floor(Math.random() * 9_000_000));
        const context = await folderWith({
          Dockerfile: busyboxDockerfile(`RUN echo begun; /bin/busybox sleep ${marker}`),
        });
        const controller = new AbortController();
        const engine = await realEngine();
        const error = await engine
          .build(
            { context, dockerfile: 'Dockerfile', args: {}, platform: 'linux/amd64', ...using },
            (event) => {
              if (event.kind === 'output' && event.line === 'begun')
                void untilRunning(marker).then(() => controller.abort());
            },
            controller.signal,
          )
          .catch((reason: AppError) => reason);
        expect(error).toMatchObject({ code: 'INTERRUPTED', exitCode: 130 });
        await expect.poll(() => isRunning(marker), { timeout: 20_000, interval: 200 }).toBe(false);
      });

      test('a signal that has fired already sends nothing', async () => {
        const context = await folderWith({ Dockerfile: 'FROM scratch\nLABEL a=b\n' });
        expect(await failedBuild({ context, ...using }, AbortSignal.abort())).toMatchObject({
          code: 'INTERRUPTED',
        });
      });

      test('a file that disappears while it is read is named', async () => {
        const context = await folderWith({ Dockerfile: 'FROM scratch\nCOPY . /all\n' });
        await writeFile(join(context, 'a-large'), Buffer.alloc(8 * 1024 * 1024));
        await writeFile(join(context, 'z-last'), Buffer.alloc(1024));
        const engine = await realEngine();
        const gone = () => rm(join(context, 'z-last'), { force: true });
        const error = await engine
          .build(
            { context, dockerfile: 'Dockerfile', args: {}, platform: 'linux/amd64', ...using },
            (event) => event.kind === 'context' && void gone(),
            noSignal,
          )
          .catch((reason: AppError) => reason);
        expect(error).toMatchObject({
          code: 'BUILD_FAILED',
          message: expect.stringMatching(/context cannot be read: ENOENT.*z-last/),
        });
      });
    },
  );

  test('BuildKit syntax works by default and is explained for the classic builder', async () => {
    const context = await folderWith({
      Dockerfile: busyboxDockerfile('RUN --mount=type=cache,target=/cache echo cached'),
    });
    await build({ context });
    const error = await failedBuild({ context, builder: 'classic' });
    expect(error).toMatchObject({ code: 'BUILD_FAILED', details: { diagnosis: 'G7' } });
  });

  test('another architecture is built where nothing has to run', async () => {
    const context = await folderWith({
      Dockerfile: `FROM scratch\nCOPY file /file\nLABEL unique=${randomUUID()}\n`,
      file: 'x',
    });
    const { id } = await build({ context, platform: 'linux/arm64' });
    expect(await (await realEngine()).inspect(id)).toMatchObject({ architecture: 'arm64', os: 'linux' });
  });

  test('a program of another architecture that has to run is explained', async () => {
    const context = await folderWith({
      Dockerfile: 'FROM scratch\nCOPY program /program\nRUN ["/program"]\n',
    });
    // The smallest thing that the kernel takes for an ELF program of s390x.
    const elf = Buffer.alloc(128);
    Buffer.from('7f454c4602020100', 'hex').copy(elf);
    elf.writeUInt16BE(2, 16);
    elf.writeUInt16BE(22, 18);
    await writeFile(join(context, 'program'), elf, { mode: 0o755 });
    expect(await failedBuild({ context })).toMatchObject({
      code: 'BUILD_FAILED',
      details: { diagnosis: 'G12' },
    });
  });

  test('the classic builder that takes a base of another architecture is found out', async () => {
    const base = `lading/test-base:${randomUUID()}`;
    const baseContext = await folderWith({ Dockerfile: `FROM scratch\nLABEL unique=${randomUUID()}\n` });
    const { id } = await build({ context: baseContext, platform: 'linux/amd64' });
    execFileSync('docker', ['tag', id, base]);
    const context = await folderWith({ Dockerfile: `FROM ${base}\nLABEL more=${randomUUID()}\n` });
    const error = await failedBuild({ context, platform: 'linux/arm64', builder: 'classic' });
    expect(error).toMatchObject({
      code: 'ARCHITECTURE_MISMATCH',
      details: { wanted: 'linux/arm64', built: 'linux/amd64' },
    });
    removeLater((error.details as { imageId: string }).imageId);
  });

  test('a context or Dockerfile that is missing costs no build', async () => {
    const context = await folderWith({});
    expect(await failedBuild({ context })).toMatchObject({ code: 'DOCKERFILE_NOT_FOUND', exitCode: 2 });
    expect(await failedBuild({ context: join(context, 'none') })).toMatchObject({
      code: 'DOCKERFILE_NOT_FOUND',
    });
  });
});

const untilRunning = (word: string) =>
  expect.poll(() => isRunning(word), { timeout: 20_000, interval: 50 }).toBe(true);

/** Whether a process of this machine has this word on its command line: the engine runs here. */
async function isRunning(word: string): Promise<boolean> {
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').then(
      (text) => text.split('\0'),
      (): string[] => [],
    );
    if (words.includes(word)) return true;
  }
  return false;
}
