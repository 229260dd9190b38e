/** Issue 5, items 7 and 8: what `lading check` finds in functions of Node.js and Python, with evidence and remedy. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CheckResult } from '../../src/pipeline/check.js';
import { imageTimeout, type TestImage } from '../images/engine-image.js';
import { lockedHandlerImage, nodeRuntimeImage } from '../images/node-runtime.js';
import {
  incompletePythonImage,
  mismatchedPythonImage,
  olderPythonImage,
} from '../images/older-python-runtime.js';
import { lockedPythonImage, pythonRuntimeImage } from '../images/python-runtime.js';
import { type Expected, expectFinding, probeScene, shown } from './probe-scene.js';
import { document } from './run-lading.js';

const scene = probeScene();
const { check } = scene;

describe.concurrent('with the real client for Node.js', () => {
  let image: TestImage;
  beforeAll(async () => {
    image = await nodeRuntimeImage();
  }, imageTimeout);

  it.each<[string, Expected]>([
    [
      'app',
      {
        finding: 'C16 error',
        message: /not of the form file\.function \(Runtime\.MalformedHandlerName/,
        evidence: /"errorType":"Runtime\.MalformedHandlerName"/,
        remedy: /CMD \["app\.handler"\]/,
      },
    ],
    [
      'app.nothing',
      {
        finding: 'C15 error',
        message: /app\.nothing is undefined or not exported/,
        evidence: /"errorType":"Runtime\.HandlerNotFound"/,
        remedy: /export the function/,
      },
    ],
    [
      'gone.handler',
      {
        finding: 'C14 error',
        message: /Cannot find module 'gone'/,
        evidence: /"errorType":"Runtime\.ImportModuleError"/,
        remedy: /Copy the code to the working directory/,
      },
    ],
    [
      'incomplete.handler',
      {
        finding: 'C14 error',
        message: /Cannot find package 'left-out-of-the-image'/,
        evidence: /Cannot find package 'left-out-of-the-image'/,
        remedy: /install its dependencies in the image/,
      },
    ],
    [
      'garbled.handler',
      {
        finding: 'C17 error',
        message: /SyntaxError/,
        evidence: /Runtime\.UserCodeSyntaxError/,
        remedy: /node IMAGE --check FILE/,
      },
    ],
    [
      'home.handler',
      {
        finding: 'C22 error',
        message: /its home directory, \/home\/sbx_user1051/,
        evidence: /mkdir '\/home\/sbx_user1051/,
        remedy: /ENV HOME=\/tmp/,
      },
    ],
    [
      'remote.handler',
      { finding: 'OUTSIDE warning', message: /getaddrinfo/, evidence: /getaddrinfo/, remedy: /--static/ },
    ],
    [
      'throws.handler',
      {
        finding: 'INIT error',
        message: /RangeError.*the configuration has no bucket/,
        evidence: /Executing/,
        remedy: /before the handler is called/,
      },
    ],
  ])('%s', async (handler, expected) => {
    expectFinding(await check(image, ['--json', '--command', handler]), expected);
  });

  it('a file that root alone can read: C24', async () => {
    expectFinding(await check(await lockedHandlerImage(), ['--json']), {
      finding: 'C24 error',
      message: /cannot read \/var\/task\/locked\.mjs/,
      evidence: /EACCES: permission denied, open/,
      remedy: /RUN chmod -R o\+rX \/var\/task\/locked\.mjs/,
    });
  });

  it('too little memory to start, as the function has it: C10', async () => {
    const flags = ['--json', '--command', 'greedy.handler', '--memory', '192'];
    expectFinding(await check(image, flags), {
      finding: 'C10 error',
      message: /more memory to start than 192 MB: killed/,
      evidence: /Executing/,
      remedy: /--memory 384/,
    });
  });

  it('too little memory by default, where nobody knows the function: it is started again, with more', async () => {
    const run = await check(image, ['--json', '--command', 'greedy.handler']);
    expectFinding(run, {
      finding: 'C10 warning',
      message: /more memory to start than 128 MB.*unless memorySize is set, so it was started again/,
      evidence: /Executing/,
      remedy: /^Say what its function has: --memory \d+$/m,
    });
    expect(document<CheckResult>(run).start?.functions).toMatchObject([
      { outcome: 'exited', memorySize: 128, assumed: ['memorySize', 'timeout'] },
      { outcome: 'ready', memorySize: 3_008, assumed: [] },
    ]);
  });

  it('an event that needs more memory: C10', async () => {
    const flags = ['--json', '--command', 'app.hungry', '--timeout', '20', '--memory', '128'];
    expectFinding(await check(image, flags, { megabytes: 400 }), {
      finding: 'C10 error',
      message: /the event needs more memory than 128 MB/,
      evidence: /Executing/,
      remedy: /--memory 256/,
    });
  });

  it('starts each function of the configuration as it is configured, those alike once', async () => {
    const functions = {
      good: { imageConfig: { command: ['app.echo'] } },
      alike: { imageConfig: { command: ['app.echo'] } },
      greedy: { imageConfig: { command: ['greedy.handler'] } },
      roomy: { imageConfig: { command: ['greedy.handler'] }, memorySize: 1024 },
    };
    await writeFile(join(scene.folder, 'several.json'), JSON.stringify({ name: 'several', functions }));
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

describe.concurrent('with Python', () => {
  let image: TestImage;
  beforeAll(async () => {
    image = await pythonRuntimeImage();
  }, imageTimeout);

  it('a queue made while it is loaded: C25, in text', async () => {
    const run = await check(image, ['--command', 'queued.handler']);
    expect(run.code).toBe(4);
    expect(run.stdout).toMatch(/^start +image: reported an error after \d+ ms \(128 MB by default\)$/m);
    expect(run.stdout).toMatch(/^error +C25 +it does not start: Lambda has no \/dev\/shm/m);
    expect(run.stdout).toMatch(/^ +\| .*multiprocessing\/synchronize\.py/m);
    expect(run.stdout).toMatch(/^ +Try: Use threads/m);
    expect(run.stdout).toMatch(/^Lambda would not run this image: 1 error \(IMAGE_UNSUITABLE\)\.$/m);
    expect(run.stderr).toMatch(/^Start it as Lambda would: image: error after \d+ ms/m);
  });

  it.each<[string, Expected]>([
    [
      'app',
      {
        finding: 'C16 error',
        message: /Bad handler 'app'/,
        evidence: /Bad handler 'app'/,
        remedy: /Correct CMD/,
      },
    ],
    [
      'app.nothing',
      {
        finding: 'C15 error',
        message: /Handler 'nothing' missing on module 'app'/,
        evidence: /Runtime\.HandlerNotFound/,
        remedy: /export the function/,
      },
    ],
    [
      'gone.handler',
      {
        finding: 'C14 error',
        message: /No module named 'gone'/,
        evidence: /Runtime\.ImportModuleError/,
        remedy: /install its dependencies/,
      },
    ],
    [
      'garbled.handler',
      {
        finding: 'C17 error',
        message: /garbled\.py, line 1/,
        evidence: /SyntaxError/,
        remedy: /-m py_compile FILE/,
      },
    ],
  ])('%s', async (handler, expected) => {
    expectFinding(await check(image, ['--json', '--command', handler]), expected);
  });

  it('a file that root alone can read: C24', async () => {
    expectFinding(await check(await lockedPythonImage(), ['--json']), {
      finding: 'C24 error',
      message: /cannot read \/var\/task\/locked\.py/,
      evidence: /\[Errno 13\] Permission denied: '\/var\/task\/locked\.py'/,
      remedy: /chmod -R o\+rX/,
    });
  });

  it.each<[string, string[], object, Expected]>([
    [
      'app.queue',
      [],
      { a: 1 },
      {
        finding: 'C25 error',
        message: /\/dev\/shm/,
        evidence: /multiprocessing\/synchronize\.py/,
        remedy: /Process with Pipe/,
      },
    ],
    [
      'app.home',
      [],
      {},
      {
        finding: 'C22 error',
        message: /home directory/,
        evidence: /\[Errno 30\] Read-only file system/,
        remedy: /ENV HOME=\/tmp/,
      },
    ],
    [
      'app.fill',
      ['--memory', '1024', '--timeout', '30'],
      { megabytes: 600 },
      {
        finding: 'C26 error',
        message: /\/tmp is full/,
        evidence: /\[Errno 28\] No space left on device/,
        remedy: /Raise ephemeralStorage/,
      },
    ],
  ])('%s with an event', async (handler, flags, event, expected) => {
    expectFinding(await check(image, ['--json', '--command', handler, ...flags], event), expected);
  });

  it('a good one passes, in text', async () => {
    const run = await check(image, [], { a: 1 });
    expect(run.code, run.stderr).toBe(0);
    expect(run.stdout).toMatch(
      /^start +image: asked for work after \d+ ms \(128 MB by default(?:, \d+ MB used)?, event answered in \d+ ms\)$/m,
    );
    expect(run.stdout).toMatch(/^Lambda would start this image\.$/m);
  });
});

describe.concurrent('with Python on an older C library', () => {
  it('a queue, of which that says something else: C25', async () => {
    const run = await check(await olderPythonImage(), ['--json', '--command', 'app.queue'], {});
    expectFinding(run, {
      finding: 'C25 error',
      message: /Lambda has no \/dev\/shm.*\[Errno 13\]/,
      evidence: /_multiprocessing\.SemLock/,
      remedy: /Process with Pipe/,
    });
    expect(shown(document<CheckResult>(run))).toEqual(['C25 error']);
  });

  it('a program that was built against a newer one: G17', async () => {
    expectFinding(await check(await mismatchedPythonImage(), ['--json']), {
      finding: 'G17 error',
      message: /built against a newer libc \(GLIBC_[\d.]+\)/,
      evidence: /version `GLIBC_[\d.]+' not found/,
      remedy: /Build it inside of the base image/,
    });
  });

  it('a program without one of its libraries: C2', async () => {
    expectFinding(await check(await incompletePythonImage(), ['--json']), {
      finding: 'C2 error',
      message: /a library that the program is linked with is not in the image/,
      evidence: /error while loading shared libraries: libexpat\.so\.1/,
      remedy: /Install it in the last stage/,
    });
  });
});
