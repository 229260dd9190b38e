import { createServer } from 'node:net';
import { beforeAll, expect, test } from 'vitest';
import { parseDigest } from '../../../../src/domain/digest.js';
import type { SandboxEngine, SandboxSpec } from '../../../../src/ports/sandbox-engine.js';
import { describeEngine } from '../../../servers/engine.js';
import { realSandboxes, runToEnd, shellImage, specOf, started } from './real-sandboxes.js';

describeEngine('the start of a sandbox', () => {
  let engine: SandboxEngine;
  let image: SandboxSpec['imageId'];

  const spec = async (changes: Partial<SandboxSpec>): Promise<SandboxSpec> =>
    specOf(image, await engine.network('none'), changes);
  const run = async (changes: Partial<SandboxSpec>) => runToEnd(engine, await spec(changes));

  beforeAll(async () => {
    [engine, image] = await Promise.all([
      realSandboxes(),
      shellImage(
        'RUN echo "echo never" > /no-interpreter && printf "#!/none\\n" > /bad-interpreter',
        'RUN printf "\\177ELF\\002\\001\\001\\000\\000\\000\\000\\000\\000\\000\\000\\000\\002\\000\\267\\000" > /arm64',
        'RUN /bin/chmod 755 /no-interpreter /bad-interpreter /arm64 && echo text > /not-executable',
        'RUN echo "#!/bin/sh" > /of-root && /bin/chmod 700 /of-root',
      ),
    ]);
  });

  test.each([
    ['/missing', 'not-found', 'exec: "/missing": stat /missing: no such file or directory', '/missing'],
    ['missing', 'not-found', 'exec: "missing": executable file not found in $PATH', 'missing'],
    ['/not-executable', 'not-executable', 'exec: "/not-executable": permission denied', '/not-executable'],
    ['/bin', 'not-executable', 'exec: "/bin": permission denied', '/bin'],
    ['/of-root', 'not-executable', 'exec /of-root: permission denied', '/of-root'],
  ])('the engine refuses %s', async (entryPoint, reason, text, path) => {
    const refused = run({ entryPoint: [entryPoint], command: [] });
    await expect(refused).rejects.toMatchObject({
      code: 'SANDBOX_FAILED',
      message: `Function test does not start from image ${image}: ${text}`,
      details: { reason, path },
    });
  });

  test.each([
    ['/no-interpreter', 'exec-format', 'exec /no-interpreter: exec format error'],
    ['/arm64', 'exec-format', 'exec /arm64: exec format error'],
    ['/bad-interpreter', 'not-found', 'exec /bad-interpreter: no such file or directory'],
  ])('the kernel refuses %s after the engine has started it', async (path, reason, text) => {
    const { end, stderr } = await run({ entryPoint: [path], command: [] });
    expect(stderr).toBe(`${text}\n`);
    expect(end).toMatchObject({
      exitCode: 1,
      outOfMemory: false,
      refusal: { code: 'SANDBOX_FAILED', details: { reason, path } },
    });
  });

  test('a program that says something alike has run', async () => {
    const { end } = await run({ command: ['echo "exec: nothing: no such file or directory" >&2; exit 1'] });
    expect(end).toEqual({ exitCode: 1, outOfMemory: false });
  });

  test.each([
    ['/nowhere/deep', 'chdir to cwd ("/nowhere/deep"): no such file or directory'],
    ['/not-executable', 'Cannot mkdir: /not-executable is not a directory'],
    ['relative', "the working directory 'relative' is invalid, it needs to be an absolute path"],
  ])('a working directory that the image lacks is not made: %s', async (workingDirectory, text) => {
    await expect(engine.create(await spec({ workingDirectory }))).rejects.toMatchObject({
      code: 'SANDBOX_FAILED',
      message: `Function test does not start from image ${image}: ${text}`,
      details: { reason: 'working-directory' },
    });
  });

  test('no byte of the output is lost or in the wrong stream, and it is there before the end', async () => {
    const script =
      'echo first; i=0; while [ $i -lt 1000 ]; do echo $i; i=$((i+1)); done; echo last; echo error >&2';
    const { stdout, stderr, end } = await run({ command: [script] });
    const numbers = Array.from({ length: 1000 }, (_, index) => String(index));
    expect(stdout.split('\n')).toEqual(['first', ...numbers, 'last', '']);
    expect(stderr).toBe('error\n');
    expect(end).toEqual({ exitCode: 0, outOfMemory: false });
  });

  test('its exit code is told', async () => {
    expect((await run({ command: ['exit 42'] })).end).toEqual({ exitCode: 42, outOfMemory: false });
  });

  test('an image that the engine does not have', async () => {
    const imageId = parseDigest(`sha256:${'0'.repeat(64)}`);
    await expect(engine.create(await spec({ imageId }))).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' });
  });

  test('a debug port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const debugPort = typeof address === 'object' && address ? address.port : 0;
    const sandbox = await engine.create(specOf(image, await engine.network('bridge'), { debugPort }));
    try {
      await expect(started(sandbox)).rejects.toMatchObject({
        code: 'PORT_TAKEN',
        details: { port: debugPort },
      });
    } finally {
      await sandbox.remove();
      server.close();
    }
  });

  test('without anything to start', async () => {
    await expect(run({ entryPoint: [], command: [] })).rejects.toMatchObject({
      code: 'SANDBOX_FAILED',
      message: expect.stringContaining('No command specified'),
    });
  });
});
