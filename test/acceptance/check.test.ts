/** Issue 3, item 7: `lading check --static` finds what is wrong with an image wherever it is, without an account and without running it. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckResult } from '../../src/pipeline/check.js';
import { elf } from '../domain/image-files/sample-files.js';
import { type ScratchFile, type ScratchImage, scratchImage } from '../servers/scratch-image.js';
import { createProject, type Project } from './project.js';
import { type RegionProcess, startRegionProcess } from './region-process.js';
import { document, type Run, runLading } from './run-lading.js';

type Files = Record<string, string | ScratchFile>;

const busybox: ScratchFile = { copy: '/bin/busybox', mode: 0o755 };
const made: ScratchImage[] = [];
let empty: string;

beforeAll(async () => {
  empty = await mkdtemp(join(tmpdir(), 'lading-check-'));
});

afterAll(async () => {
  for (const image of made) image.remove();
  await rm(empty, { recursive: true, force: true });
});

async function imageOf(files: Files, lines: readonly string[]): Promise<ScratchImage> {
  const image = await scratchImage(files, lines);
  made.push(image);
  return image;
}

/** `C2 error IMAGE_UNSUITABLE`, a line a finding. */
function shown({ findings }: CheckResult): string[] {
  return findings.map(({ id, severity, code }) => `${id} ${severity} ${code}`);
}

function containers(image: ScratchImage): string {
  return execFileSync('docker', ['ps', '-aq', '--filter', `ancestor=${image.id}`], { encoding: 'utf8' });
}

const aws: Files = {
  '/lambda-entrypoint.sh': '#!/bin/sh\n',
  '/bin/sh': busybox,
  '/var/task/index.js': { text: '' },
  '/var/task/dir/index.js': { text: '' },
};
const python: Files = { ...aws, '/var/lang/bin/python3': busybox };
const node: Files = { ...aws, '/var/lang/bin/node': busybox };
const start = (...words: string[]) => `ENTRYPOINT ${JSON.stringify(words)}`;
const task = 'WORKDIR /var/task';
const lambda = [task, start('/lambda-entrypoint.sh')];

describe.concurrent('of an image in the engine, without an account', () => {
  it.each<[string, Files, string[], string, RegExp]>([
    ['missing entry point', {}, [task, start('/gone')], 'C2 error IMAGE_UNSUITABLE', /\/gone does not exist/],
    [
      'relative entry point',
      { '/run': busybox },
      ['WORKDIR /', start('./run')],
      'C2 error IMAGE_UNSUITABLE',
      /relative/,
    ],
    [
      'nothing to start',
      { '/run': busybox },
      [task],
      'C2 error IMAGE_UNSUITABLE',
      /neither ENTRYPOINT nor CMD/,
    ],
    [
      'no x',
      { '/run': { copy: '/bin/busybox' } },
      [task, start('/run')],
      'C3 error IMAGE_UNSUITABLE',
      /mode 644/,
    ],
    [
      'no first line',
      { '/run': 'echo hi\n' },
      [task, start('/run')],
      'C1 error IMAGE_UNSUITABLE',
      /exec format error/,
    ],
    [
      'Windows line ends',
      { '/run': '#!/bin/sh\r\n', '/bin/sh': busybox },
      [task, start('/run')],
      'C1 error IMAGE_UNSUITABLE',
      /carriage return/,
    ],
    [
      'no interpreter',
      { '/run': '#!/bin/bash\n' },
      [task, start('/run')],
      'C2 error IMAGE_UNSUITABLE',
      /\/bin\/bash/,
    ],
    [
      'no loader',
      { '/run': { copy: '/usr/bin/true', mode: 0o755 } },
      [task, start('/run')],
      'C2 error IMAGE_UNSUITABLE',
      /loader \/lib/,
    ],
    [
      'another processor',
      { '/run': { text: elf('arm64'), mode: 0o755 } },
      [task, start('/run')],
      'C1 error ARCHITECTURE_MISMATCH',
      /arm64/,
    ],
    [
      'a link elsewhere',
      { '/opt/run': busybox, '/run': { link: '/opt/run' } },
      [task, start('/run')],
      'C4 warning IMAGE_UNSUITABLE',
      /symbolic link/,
    ],
    [
      'unreadable files',
      { '/run': busybox, '/var/task/a': { text: '', mode: 0o600 } },
      [task, start('/run')],
      'C24 warning IMAGE_UNSUITABLE',
      /\/var\/task\/a \(600\)/,
    ],
    [
      'an extension that cannot start',
      { '/run': busybox, '/opt/extensions/x': { text: '' } },
      [task, start('/run')],
      'C30 error IMAGE_UNSUITABLE',
      /\/opt\/extensions\/x/,
    ],
    [
      'npx',
      { '/usr/bin/npx': busybox },
      [task, start('/usr/bin/npx')],
      'C22 warning IMAGE_UNSUITABLE',
      /HOME/,
    ],
    [
      'no working directory',
      { '/run': busybox },
      [start('/run')],
      'C7 warning IMAGE_UNSUITABLE',
      /no working directory/,
    ],
    [
      'too many settings',
      { '/run': busybox },
      [task, start('/run'), `ENV A=${'x'.repeat(17_000)}`],
      'D14 error IMAGE_UNSUITABLE',
      /16 KB/,
    ],
    ['no handler', python, lambda, 'C5 error IMAGE_UNSUITABLE', /without a handler/],
    [
      'a missing Python module',
      python,
      [...lambda, 'CMD ["app.handler"]'],
      'C14 error IMAGE_UNSUITABLE',
      /\/var\/task\/app\.py/,
    ],
    ['a malformed handler', python, [...lambda, 'CMD ["app"]'], 'C16 error IMAGE_UNSUITABLE', /malformed/],
    [
      'a folder as a handler',
      node,
      [...lambda, 'CMD ["dir.handler"]'],
      'C20 warning IMAGE_UNSUITABLE',
      /Node\.js 24/,
    ],
  ])('%s', async (_, files, lines, expected, message) => {
    const image = await imageOf(files, lines);
    const run = await runLading(['check', '--static', image.name, '--json'], { cwd: empty });
    const result = document<CheckResult>(run);
    expect(shown(result), run.stdout).toEqual([expected]);
    expect(result.findings[0]?.message).toMatch(message);
    expect(result.findings[0]?.suggestions).not.toEqual([]);
    const error = expected.includes('error');
    expect(run.code).toBe(error ? 4 : 0);
    expect(result.passed).toBe(!error);
    expect(result.error?.code).toBe(error ? result.findings[0]?.code : undefined);
    expect(containers(image)).toBe('');
  });

  it('a good one passes, in text too', async () => {
    const image = await imageOf(node, [...lambda, 'CMD ["index.handler"]']);
    const json = await runLading(['check', '--static', image.id, '--json'], { cwd: empty });
    expect(document(json)).toMatchObject({
      passed: true,
      findings: [],
      image: { id: image.id, architecture: 'amd64' },
    });
    const text = await runLading(['check', '--static', image.name], { cwd: empty });
    expect(text.code).toBe(0);
    expect(text.stdout).toMatch(/Nothing found that would keep Lambda from starting this image\.\n$/);
  });

  it('everything is found at once, errors first', async () => {
    const files: Files = {
      '/run': 'echo\n',
      '/var/task/a': { text: '', mode: 0o600 },
      '/opt/extensions/x': { text: '' },
    };
    const image = await imageOf(files, [task, start('/run')]);
    const text = await runLading(['check', '--static', image.name, '--architecture', 'arm64'], {
      cwd: empty,
    });
    expect(text.code).toBe(4);
    expect(text.stdout.match(/^(error|warning) +\S+/gm)).toEqual([
      'error   A13',
      'error   C1',
      'error   C30',
      'warning C24',
    ]);
    expect(text.stdout).toContain(
      'Lambda would not run this image: 3 errors, 1 warning (ARCHITECTURE_MISMATCH).',
    );
  });

  it('an image that is not there is an error as anywhere', async () => {
    const run = await runLading(['check', '--static', 'nobody-has-this:image', '--json'], { cwd: empty });
    expect(run.code).toBe(4);
    expect(document(run)).toMatchObject({ error: { code: 'IMAGE_NOT_FOUND' } });
  });
});

describe('of the configuration', () => {
  let project: Project;
  afterAll(() => project?.remove());

  const configuration = (settings: string) =>
    `name: checked\nfunctions:\n  checked: { role: auto, ${settings} }\n`;

  // BuildKit labels what it builds as it was asked to; an image for arm64 with a program for amd64 comes out.
  it('builds, and sees that what was copied is for another processor than the label says', async () => {
    project = await createProject({ 'lading.yaml': configuration('architecture: arm64') });
    const run = await runLading(['check', '--static', '--json'], { cwd: project.folder });
    const result = document<CheckResult>(run);
    made.push({
      name: result.image.id,
      id: result.image.id,
      remove: () => void execFileSync('docker', ['rmi', '-f', result.image.id], { stdio: 'ignore' }),
    });
    expect(run.code).toBe(4);
    expect(shown(result)).toEqual(['C1 error ARCHITECTURE_MISMATCH']);
  });

  it('checks an image for what the functions override', async () => {
    const image = await imageOf({ '/run': busybox }, [task, start('/run')]);
    await project.write('lading.yaml', configuration('imageConfig: { workingDirectory: /nowhere }'));
    const missing = await runLading(['check', '--static', image.name, '--json'], { cwd: project.folder });
    expect(missing.code).toBe(4);
    expect(shown(document<CheckResult>(missing))).toEqual(['C7 error IMAGE_UNSUITABLE']);
    await project.write('lading.yaml', configuration('imageConfig: { entryPoint: [/other] }'));
    const entry = await runLading(['check', '--static', image.name, '--json'], { cwd: project.folder });
    expect(shown(document<CheckResult>(entry))).toEqual(['C2 error IMAGE_UNSUITABLE']);
  });
});

describe('of the same image elsewhere', () => {
  let image: ScratchImage;
  let region: RegionProcess;
  let folder: string;
  const noEngine = { DOCKER_HOST: 'unix:///nowhere.sock' };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lading-elsewhere-'));
    region = await startRegionProcess(join(folder, 'region'), ['--port', '0']);
    image = await imageOf({ ...python, '/var/task/deep/shut': { text: '', mode: 0o600 } }, [
      ...lambda,
      'CMD ["app.handler"]',
    ]);
  });
  afterAll(async () => {
    await region?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  function found(run: Run, exactBytes: boolean): void {
    const result = document<CheckResult>(run);
    expect(shown(result), run.stdout + run.stderr).toEqual([
      'C14 error IMAGE_UNSUITABLE',
      'C24 warning IMAGE_UNSUITABLE',
    ]);
    expect(run.code).toBe(4);
    expect(result.image.compressedBytes).toBeGreaterThan(100_000);
    if (exactBytes) expect(result.image.uncompressedBytes).toBeGreaterThan(1_900_000);
  }

  it('docker save, without an engine', async () => {
    const tar = join(folder, 'image.tar');
    execFileSync('docker', ['save', '-o', tar, image.name]);
    found(
      await runLading(['check', '--static', '--archive', tar, '--json'], { cwd: empty, env: noEngine }),
      true,
    );
  });

  it('an OCI layout, without an engine', async () => {
    const layout = join(folder, 'layout');
    execFileSync('skopeo', ['copy', '-q', `docker-daemon:${image.name}`, `oci:${layout}:v1`]);
    found(
      await runLading(['check', '--static', '--archive', layout, '--json'], { cwd: empty, env: noEngine }),
      true,
    );
  });

  it('a repository, changing nothing there', async () => {
    const env = {
      AWS_ENDPOINT_URL: region.url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    };
    const good = await imageOf({ '/run': busybox, '/deep/er/file': { text: 'x' } }, [task, start('/run')]);
    const pushed = await runLading(['push', '--function', 'stored', '--archive', await saved(good)], {
      cwd: empty,
      env,
    });
    expect(pushed.code, pushed.stderr).toBe(0);
    await region.forgetRequests();
    const run = await runLading(['check', '--static', pushed.stdout.trim(), '--json'], {
      cwd: empty,
      env: { ...env, ...noEngine },
    });
    expect(run.code, run.stdout + run.stderr).toBe(0);
    expect(document(run)).toMatchObject({ passed: true, findings: [] });
    const requests = await region.requests();
    expect(requests.length).toBeGreaterThan(0);
    expect(requests.filter(({ mutating }) => mutating)).toEqual([]);
    const anonymous = await runLading(['check', '--static', pushed.stdout.trim(), '--json'], {
      cwd: empty,
      env: { AWS_ENDPOINT_URL: region.url, AWS_REGION: 'us-east-1' },
    });
    expect(anonymous.code).toBe(3);
    expect(document(anonymous)).toMatchObject({ error: { code: 'CREDENTIALS_MISSING' } });
  });

  async function saved(of: ScratchImage): Promise<string> {
    const tar = join(folder, `${of.id.slice(7, 19)}.tar`);
    execFileSync('docker', ['save', '-o', tar, of.name]);
    return tar;
  }
});
