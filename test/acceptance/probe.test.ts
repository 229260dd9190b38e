/** Issue 5, item 7: `lading check` starts an image as Lambda would, and says what would go wrong there, with evidence and remedy. */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../src/pipeline/check.js';
import { type BrokenEntry, brokenEntryImage } from '../images/broken-entry.js';
import type { TestImage } from '../images/engine-image.js';
import { type ShellBehaviour, shellRuntimeImage } from '../images/shell-runtime.js';
import { type ExtensionKind, extensionImage } from '../images/with-extension.js';
import { type Expected, expectFinding, probeScene, shown } from './probe-scene.js';
import { document, runLading } from './run-lading.js';

const scene = probeScene();
const { check } = scene;

describe.concurrent('a start', () => {
  it.each<[ShellBehaviour, string[], Expected]>([
    [
      'exit-0',
      [],
      {
        finding: 'C9 error',
        message: /runs once and ends, and never asks Lambda for work: .* exit code 0/,
        evidence: /^usage: tool FILE$/,
        remedy: /Add a runtime interface client.*aws-lambda-ric.*awslambdaric.*ENTRYPOINT/,
      },
    ],
    [
      'exit-1',
      [],
      {
        finding: 'C9 error',
        message: /ended before it asked Lambda for work: .* exit code 1/,
        evidence: /^tool: no configuration found$/,
        remedy: /Correct what it stumbles over/,
      },
    ],
    ['hang', [], { finding: 'C13 error', message: /within 10 s here/, remedy: /look for what it waits for/ }],
    [
      'serve',
      [],
      {
        finding: 'C9 error',
        message: /server that waits for requests of its own/,
        evidence: /^Server listening on/,
        remedy: /^A web server: copy the Lambda Web Adapter/,
      },
    ],
    [
      'slow-init',
      ['--env', 'SLOW_INIT=8.2'],
      { finding: 'C13 warning', message: /took 8\.\d s here/, remedy: /Load less before the handler/ },
    ],
    [
      'init-error',
      [],
      {
        finding: 'INIT error',
        message: /NoDatabase after \d+ ms: the database does not answer/,
        remedy: /before the handler is called/,
      },
    ],
    [
      'home-init',
      [],
      {
        finding: 'C22 error',
        message: /writes to its home directory, \/home/,
        evidence: /Read-only file system$/,
        remedy: /ENV HOME=\/tmp/,
      },
    ],
    [
      'hungry-init',
      ['--memory', '128'],
      {
        finding: 'C11 warning',
        message: /took 128 of 128 MB to start; .* are killed/,
        remedy: /--memory 256/,
      },
    ],
    [
      'forks',
      ['--memory', '1024'],
      {
        finding: 'LIMIT error',
        message: /more processes and threads than the 1,024/,
        evidence: /can't fork/,
        remedy: /Start fewer/,
      },
    ],
    [
      'noise',
      [],
      // Nothing that would steer a terminal.
      { finding: 'C9 error', message: /exit code 3/, evidence: /^10 %\n100 %\n�broken$/, remedy: /Correct/ },
    ],
  ])('%s', async (behaviour, flags, expected) => {
    expectFinding(await check(await shellRuntimeImage(behaviour), ['--json', ...flags]), expected);
  });

  it.each<[ExtensionKind, RegExp, RegExp?]>([
    ['crashes', /crashes failed: Extension\.\w+, exit status 7/, /^crashes: no licence key$/],
    ['reports', /reports failed: Extension\.InitError/, /registered/],
    ['silent', /silent had not asked for its first event within 10 s, while the function waited/],
  ])('an extension that %s: C30', async (kind, message, evidence) => {
    const remedy = new RegExp(`docker run --rm --entrypoint /opt/extensions/${kind} IMAGE`);
    const expected = { finding: 'C30 error', message, remedy, ...(evidence && { evidence }) };
    expectFinding(await check(await extensionImage(kind), ['--json']), expected);
  });

  it.each<[BrokenEntry, string, RegExp, RegExp]>([
    ['foreign', 'C1 error', /a program for \w+ in an image for \w+/, /Build or download the program for/],
    ['crlf', 'C1 error', /carriage return/, /sed -i/],
    ['no-shebang', 'C1 error', /exec format error/, /#!\/bin\/sh/],
    ['damaged', 'C1 error', /fork\/exec \/entry: exec format error/, /for the processor of the image/],
    ['missing', 'C2 error', /\/entry does not exist/, /Check the path in ENTRYPOINT/],
    ['folder', 'C2 error', /is not a file/, /Name the program itself/],
    [
      'no-interpreter',
      'C2 error',
      /a script for \/bin\/bash, which does not exist/,
      /Install the interpreter/,
    ],
    ['not-executable', 'C3 error', /cannot be executed by Lambda's user/, /chmod 755 \/entry/],
  ])('an entry point that is %s: %s', async (kind, finding, message, remedy) => {
    const run = await check(await brokenEntryImage(kind), ['--json']);
    expectFinding(run, { finding, message, remedy });
    // What is known to fail is not tried.
    const [id] = finding.split(' ');
    const skipped = kind === 'damaged' ? null : `what was found keeps it from starting (${id})`;
    expect(document<CheckResult>(run).start).toMatchObject({ skipped });
  });

  it('is left out with --static', async () => {
    const run = await check(await shellRuntimeImage('exit-1'), ['--json', '--static']);
    expect(document<CheckResult>(run)).toMatchObject({ passed: true, findings: [], start: null });
    expect(run.code).toBe(0);
  });

  it('that cannot be made here is a warning: START', async () => {
    const { reference } = await shellRuntimeImage('exit-1');
    const archive = join(scene.folder, 'image.tar');
    execFileSync('docker', ['save', reference, '-o', archive]);
    const env = { DOCKER_HOST: 'unix:///nobody/listens.sock' };
    const run = await runLading(['check', '--archive', archive, '--json'], { cwd: scene.folder, env });
    expectFinding(run, {
      finding: 'START warning',
      message: /was not started: it is not in the container engine/,
      remedy: /docker load --input FILE/,
    });
    expect(document<CheckResult>(run).start).toEqual({ skipped: expect.any(String), functions: [] });
  });
});

describe.concurrent('an event', () => {
  it.each<[ShellBehaviour, string[], object, Expected]>([
    [
      'fail',
      [],
      {},
      { finding: 'EVENT error', message: /Odd: the event is odd/, remedy: /Correct the handler/ },
    ],
    [
      'leave',
      [],
      {},
      {
        finding: 'C9 error',
        message: /in the middle of the event.*exit status 3/,
        remedy: /nothing in a handler may call exit/,
      },
    ],
    [
      'wait',
      ['--timeout', '1'],
      { seconds: 5 },
      { finding: 'C12 error', message: /not answered within 1 s/, remedy: /Raise timeout/ },
    ],
    [
      'hungry',
      ['--memory', '128', '--timeout', '10'],
      {},
      { finding: 'C11 warning', message: /took 128 of 128 MB/, remedy: /Raise memorySize: --memory 256/ },
    ],
    [
      'hungry',
      ['--memory', '128', '--timeout', '4'],
      { seconds: 20 },
      {
        finding: 'C11 error',
        message: /within 4 s, while its memory was full \(128 of 128 MB\)/,
        evidence: /Killed/,
        remedy: /Raise memorySize/,
      },
    ],
    [
      'write-home',
      [],
      {},
      {
        finding: 'C22 error',
        message: /home directory/,
        evidence: /Read-only file system/,
        remedy: /ENV HOME=\/tmp/,
      },
    ],
    [
      'big',
      ['--timeout', '20'],
      { bytes: 6_400_000 },
      {
        finding: 'C27 error',
        message: /6291556 bytes/,
        evidence: /413 Payload Too Large/,
        remedy: /Write large answers to S3/,
      },
    ],
  ])('%s %j', async (behaviour, flags, event, expected) => {
    const image = await shellRuntimeImage(behaviour);
    expectFinding(await check(image, ['--json', ...flags], event), expected);
  });

  it('that is answered passes, with the answer and what it took', async () => {
    const run = await check(await extensionImage('good'), ['--json', '--memory', '256'], { a: 1 });
    expect(run.code, run.stdout + run.stderr).toBe(0);
    const { start, ...result } = document<CheckResult>(run);
    expect(result).toMatchObject({ passed: true, findings: [] });
    const used = expect.toSatisfy((value) => value === null || Number.isInteger(value));
    expect(start).toEqual({
      skipped: null,
      functions: [
        {
          name: 'image',
          outcome: 'ready',
          initDuration: expect.any(Number),
          exitCode: null,
          memorySize: 256,
          timeout: 3,
          assumed: ['timeout'],
          maxMemoryUsed: used,
          event: { duration: expect.any(Number), maxMemoryUsed: used, error: null, answer: '{"a":1}' },
        },
      ],
    });
  });

  it('after which an extension ends is its fault, although it was answered: C30', async () => {
    const image = await extensionImage('leaves');
    const run = await check(image, ['--json'], {});
    expectFinding(run, {
      finding: 'C30 error',
      message: /leaves ended with the event: Extension\.Crash, exit status 5; .* the whole sandbox/,
      evidence: /extension leaves got INVOKE/,
      remedy: /docker run --rm --entrypoint \/opt\/extensions\/leaves IMAGE/,
    });
    expect(shown(document<CheckResult>(run))).toEqual(['C30 error']);
  });

  it('that is no JSON is refused before anything is started', async () => {
    const path = join(scene.folder, 'wrong.json');
    await writeFile(path, '{');
    const run = await runLading(['check', 'nobody-has-this', '--event', path, '--json'], {
      cwd: scene.folder,
    });
    expect(run.code).toBe(2);
    expect(document(run)).toMatchObject({ error: { code: 'EVENT_INVALID' } });
  });
});

describe('Ctrl-C in the middle of a start', () => {
  it('ends with 130 and leaves nothing', async () => {
    const image = await shellRuntimeImage('hang', { '/unique': randomUUID() }, 'interrupted');
    try {
      const run = await runLading(['check', image.reference, '--verbose'], {
        cwd: scene.folder,
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
