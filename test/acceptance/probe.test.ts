/** Issue 5, item 7: `lading check` starts an image as Lambda would, and says what would go wrong there. */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckResult } from '../../src/pipeline/check.js';
import { brokenEntryImage } from '../images/broken-entry.js';
import { imageTimeout, type TestImage } from '../images/engine-image.js';
import { lockedHandlerImage, nodeRuntimeImage } from '../images/node-runtime.js';
import { pythonRuntimeImage } from '../images/python-runtime.js';
import { type ShellBehaviour, shellRuntimeImage } from '../images/shell-runtime.js';
import { type ExtensionKind, extensionImage } from '../images/with-extension.js';
import { document, type Run, runLading } from './run-lading.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lading-probe-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function check(image: TestImage, flags: readonly string[] = [], event?: object): Promise<Run> {
  const args = ['check', image.reference, ...flags];
  if (event) {
    const path = join(folder, `${randomUUID()}.json`);
    await writeFile(path, JSON.stringify(event));
    args.push('--event', path);
  }
  return runLading(args, { cwd: folder });
}

/** `C9 error`, a line a finding. */
function shown({ findings }: CheckResult): string[] {
  return findings.map(({ id, severity }) => `${id} ${severity}`);
}

/** What it is, and that exit code, verdict and error go with it. */
async function expectFinding(run: Run, expected: string, words: RegExp): Promise<void> {
  const result = document<CheckResult>(run);
  expect(shown(result), run.stdout + run.stderr).toContain(expected);
  const finding = result.findings.find(({ id, severity }) => `${id} ${severity}` === expected);
  expect([finding?.message, ...(finding?.evidence ?? [])].join('\n')).toMatch(words);
  expect(finding?.suggestions).not.toEqual([]);
  const stops = expected.endsWith('error');
  expect(run.code).toBe(stops ? 4 : 0);
  expect(result.passed).toBe(!stops);
  expect(result.error?.code).toBe(stops ? 'IMAGE_UNSUITABLE' : undefined);
}

describe.concurrent('a start', () => {
  it.each<[ShellBehaviour, string, RegExp, string[]]>([
    ['exit-0', 'C9 error', /runs once and ends.*\n.*usage: tool FILE/s, []],
    ['exit-1', 'C9 error', /exit code 1.*tool: no configuration found/s, []],
    ['hang', 'C13 error', /within 10 s/, []],
    ['serve', 'C9 error', /server that waits for requests of its own.*listening on/s, []],
    ['slow-init', 'C13 warning', /took 8\.\d s/, ['--env', 'SLOW_INIT=8.2']],
    ['init-error', 'INIT error', /the database does not answer/, []],
    ['home-init', 'C22 error', /home directory.*Read-only file system/s, []],
  ])('%s: %s', async (behaviour, expected, words, flags) => {
    const image = await shellRuntimeImage(behaviour);
    await expectFinding(await check(image, ['--json', ...flags]), expected, words);
  });

  it.each<[ExtensionKind, RegExp]>([
    ['crashes', /\/opt\/extensions\/crashes failed: Extension\.\w+, exit status 7.*no licence key/s],
    ['reports', /\/opt\/extensions\/reports failed: Extension\.InitError/],
  ])('an extension that %s: C30', async (kind, words) => {
    await expectFinding(await check(await extensionImage(kind), ['--json']), 'C30 error', words);
  });

  it('a program that looks right until the kernel reads it: C1', async () => {
    await expectFinding(
      await check(await brokenEntryImage('damaged'), ['--json']),
      'C1 error',
      /fork\/exec \/entry: exec format error/,
    );
  });

  it('is left out where it is known to fail', async () => {
    const run = await check(await brokenEntryImage('crlf'), ['--json']);
    expect(document<CheckResult>(run)).toMatchObject({
      findings: [{ id: 'C1' }],
      start: { skipped: 'what was found keeps it from starting (C1)', functions: [] },
    });
  });

  it('is left out with --static', async () => {
    const run = await check(await shellRuntimeImage('exit-1'), ['--json', '--static']);
    expect(document<CheckResult>(run)).toMatchObject({ passed: true, findings: [], start: null });
    expect(run.code).toBe(0);
  });
});

describe.concurrent('an event', () => {
  it.each<[ShellBehaviour, string, RegExp, string[], object]>([
    ['fail', 'EVENT error', /Odd: the event is odd/, [], {}],
    ['leave', 'C9 error', /in the middle of the event.*exit status 3/, [], {}],
    ['wait', 'C12 error', /within 1 s/, ['--timeout', '1'], { seconds: 5 }],
    ['write-home', 'C22 error', /home directory.*Read-only file system/s, [], {}],
    ['big', 'C27 error', /6291556 bytes/, ['--timeout', '20'], { bytes: 6_400_000 }],
  ])('%s: %s', async (behaviour, expected, words, flags, event) => {
    const image = await shellRuntimeImage(behaviour);
    await expectFinding(await check(image, ['--json', ...flags], event), expected, words);
  });

  it('that is answered passes, with the answer and what it took', async () => {
    const run = await check(await extensionImage('good'), ['--json', '--memory', '256'], { a: 1 });
    expect(run.code, run.stdout + run.stderr).toBe(0);
    const { start, ...result } = document<CheckResult>(run);
    expect(result).toMatchObject({ passed: true, findings: [] });
    expect(start).toEqual({
      skipped: null,
      functions: [
        {
          name: 'image',
          outcome: 'ready',
          initDuration: expect.any(Number),
          exitCode: null,
          memorySize: 256,
          event: {
            duration: expect.any(Number),
            maxMemoryUsed: expect.toSatisfy((value) => value === null || Number.isInteger(value)),
            error: null,
            answer: '{"a":1}',
          },
        },
      ],
    });
  });

  it('that is no JSON is refused before anything is started', async () => {
    const path = join(folder, 'wrong.json');
    await writeFile(path, '{');
    const run = await runLading(['check', 'nobody-has-this', '--event', path, '--json'], { cwd: folder });
    expect(run.code).toBe(2);
    expect(document(run)).toMatchObject({ error: { code: 'EVENT_INVALID' } });
  });
});

describe('with the real client for Node.js', () => {
  let image: TestImage;
  beforeAll(async () => {
    image = await nodeRuntimeImage();
  }, imageTimeout);

  it.each<[string, string, RegExp]>([
    ['app', 'C16 error', /Runtime\.MalformedHandlerName/],
    ['app.nothing', 'C15 error', /app\.nothing is undefined or not exported/],
    ['gone.handler', 'C14 error', /Cannot find module 'gone'/],
    ['incomplete.handler', 'C14 error', /Cannot find package 'left-out-of-the-image'/],
    ['garbled.handler', 'C17 error', /SyntaxError/],
    ['home.handler', 'C22 error', /its home directory, \/home\/sbx_user1051/],
    ['greedy.handler', 'C10 error', /more memory to start than 128 MB/],
    ['remote.handler', 'OUTSIDE warning', /getaddrinfo/],
    ['throws.handler', 'INIT error', /RangeError.*the configuration has no bucket/],
  ])('%s: %s', async (handler, expected, words) => {
    await expectFinding(await check(image, ['--json', '--command', handler]), expected, words);
  });

  it('a file that root alone can read: C24', async () => {
    const run = await check(await lockedHandlerImage(), ['--json']);
    await expectFinding(run, 'C24 error', /cannot read \/var\/task\/locked\.mjs/);
  });

  it('an event that needs more memory: C10', async () => {
    const run = await check(image, ['--json', '--command', 'app.hungry', '--timeout', '20'], {
      megabytes: 400,
    });
    await expectFinding(run, 'C10 error', /the event needs more memory than 128 MB/);
  });

  it('starts each function of the configuration as it is configured, those alike once', async () => {
    const functions = {
      good: { imageConfig: { command: ['app.echo'] } },
      alike: { imageConfig: { command: ['app.echo'] } },
      greedy: { imageConfig: { command: ['greedy.handler'] } },
      roomy: { imageConfig: { command: ['greedy.handler'] }, memorySize: 1024 },
    };
    await writeFile(join(folder, 'several.json'), JSON.stringify({ name: 'several', functions }));
    const run = await check(image, ['--json', '--config', 'several.json']);
    const { start, findings } = document<CheckResult>(run);
    expect(start?.functions.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
      'good ready',
      'greedy exited',
      'roomy ready',
    ]);
    expect(findings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^greedy: it needs more memory to start than 128 MB/),
    ]);
    expect(run.code).toBe(4);
  });
});

describe('with Python', () => {
  let image: TestImage;
  beforeAll(async () => {
    image = await pythonRuntimeImage();
  }, imageTimeout);

  it('a queue made while it is loaded: C25, in text', async () => {
    const run = await check(image, ['--command', 'queued.handler']);
    expect(run.code).toBe(4);
    expect(run.stdout).toMatch(/^start +image: reported an error after \d+ ms \(128 MB\)$/m);
    expect(run.stdout).toMatch(/^error +C25 +it does not start: Lambda has no \/dev\/shm/m);
    expect(run.stdout).toMatch(/^ +\| .*multiprocessing\/synchronize\.py/m);
    expect(run.stdout).toMatch(/^ +Try: Use threads/m);
    expect(run.stdout).toMatch(/^Lambda would not run this image: 1 error \(IMAGE_UNSUITABLE\)\.$/m);
    expect(run.stderr).toMatch(/^Start it as Lambda would: image: error after \d+ ms/m);
  });

  it.each<[string, string, RegExp]>([
    ['app.queue', 'C25 error', /\/dev\/shm/],
    ['app.home', 'C22 error', /home directory/],
  ])('%s: %s', async (handler, expected, words) => {
    const flags = ['--json', '--command', handler];
    await expectFinding(await check(image, flags, { a: 1 }), expected, words);
  });

  it('a good one passes, in text', async () => {
    const run = await check(image, [], { a: 1 });
    expect(run.code, run.stderr).toBe(0);
    expect(run.stdout).toMatch(
      /^start +image: asked for work after \d+ ms \(128 MB, event answered in \d+ ms(?:, \d+ MB used)?\)$/m,
    );
    expect(run.stdout).toMatch(/^Lambda would start this image\.$/m);
  });
});

describe('Ctrl-C in the middle of a start', () => {
  it('ends with 130 and leaves nothing', async () => {
    const image = await shellRuntimeImage('hang', { '/unique': randomUUID() }, 'interrupted');
    try {
      const run = await runLading(['check', image.reference, '--verbose'], {
        cwd: folder,
        onStart(child) {
          const looking = setInterval(() => {
            if (containersOf(image) === '') return;
            clearInterval(looking);
            child.kill('SIGINT');
          }, 100);
          child.once('close', () => clearInterval(looking));
        },
      });
      expect(run.code, run.stderr).toBe(130);
      expect(run.stderr).toContain('Nothing was changed.');
      expect(containersOf(image)).toBe('');
    } finally {
      execFileSync('docker', ['rmi', '-f', image.reference], { stdio: 'ignore' });
    }
  });
});

function containersOf({ id }: TestImage): string {
  return execFileSync('docker', ['ps', '-q', '--filter', `ancestor=${id}`], { encoding: 'utf8' });
}
