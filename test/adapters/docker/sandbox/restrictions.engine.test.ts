import { execFileSync } from 'node:child_process';
import { beforeAll, expect, test } from 'vitest';
import type { SandboxEngine, SandboxSpec } from '../../../../src/ports/sandbox-engine.js';
import { describeEngine } from '../../../servers/engine.js';
import { type Ran, realSandboxes, runToEnd, shellImage, specOf, started } from './real-sandboxes.js';

describeEngine('what a sandbox lets a function do', () => {
  let engine: SandboxEngine;
  let image: SandboxSpec['imageId'];

  const run = async (script: string, changes: Partial<SandboxSpec> = {}): Promise<Ran> =>
    runToEnd(engine, specOf(image, await engine.network('none'), { command: [script], ...changes }));

  beforeAll(async () => {
    [engine, image] = await Promise.all([
      realSandboxes(),
      shellImage(
        'RUN /bin/mkdir -p /var/task /data /opt/app && /bin/chmod 777 /var/task /data && echo kept > /data/file',
        'RUN /bin/mkdir /tmp && /bin/chmod 755 /tmp && echo hidden > /tmp/file',
        'WORKDIR /opt/app',
        'VOLUME ["/data", "/tmp/cache"]',
        'HEALTHCHECK --interval=1s CMD ["/bin/sh", "-c", "echo healthy"]',
        'ENV FROM_IMAGE=image BOTH=image',
        'ENTRYPOINT ["/bin/echo", "entry"]',
        'CMD ["command"]',
      ),
    ]);
  });

  test('it writes to /tmp, as large as was asked for, and nowhere else', async () => {
    const { stdout, stderr } = await run(
      `for f in /x /var/task/x /data/x /dev/x /opt/app/x; do touch $f && echo "wrote $f"; done
       echo text > /tmp/x && cat /tmp/x; ls /tmp; cp /bin/busybox /tmp/echo && /tmp/echo executed
       df -m /tmp | tail -1 | awk '{ print $2 }'; cat /data/file`,
      { ephemeralStorage: 600 },
    );
    expect(stdout).toBe('text\ncache\nx\nexecuted\n600\nkept\n');
    expect(stderr.split('\n')).toEqual([
      ...['/x', '/var/task/x', '/data/x'].map((path) => `touch: ${path}: Read-only file system`),
      'touch: /dev/x: Permission denied',
      'touch: /opt/app/x: Read-only file system',
      '',
    ]);
  });

  test.each([
    ['no /tmp', 'RUN true'],
    ['a link at /tmp', 'RUN /bin/mkdir -p /var/tmp && /bin/ln -s var/tmp /tmp'],
    ['a volume at /tmp', 'VOLUME /tmp'],
    ['a folder of root at /tmp', 'RUN /bin/mkdir -m 700 /tmp'],
  ])('an image with %s has a /tmp as well', async (_what, line) => {
    const imageId = await shellImage(line);
    const { stdout, stderr } = await run(
      'echo text > /tmp/x && cat /tmp/x; df -m /tmp/. | tail -1 | cut -c 1-5',
      {
        imageId,
      },
    );
    expect(stderr).toBe('');
    expect(stdout).toBe('text\ntmpfs\n');
  });

  test('/tmp is full when it is full', async () => {
    const { stdout, stderr } = await run('dd if=/dev/zero of=/tmp/x bs=1M count=20; stat -c %s /tmp/x', {
      ephemeralStorage: 10,
    });
    expect(stderr).toContain('No space left on device');
    expect(stdout).toBe(`${10 * 1024 * 1024}\n`);
  });

  test('there is no shared memory', async () => {
    const { stderr } = await run('ls /dev/shm');
    expect(stderr).toBe('ls: /dev/shm: No such file or directory\n');
  });

  test('it is a user without any rights', async () => {
    const { stdout } = await run(
      'id -u; id -g; grep -E "^(Cap|NoNewPrivs)" /proc/self/status | tr "\\t" " "; ulimit -n; ulimit -Hn',
    );
    const none = '0000000000000000';
    expect(stdout.split('\n')).toEqual([
      '1051',
      '1051',
      ...['Inh', 'Prm', 'Eff', 'Bnd', 'Amb'].map((set) => `Cap${set}: ${none}`),
      'NoNewPrivs: 1',
      '1024',
      '1024',
      '',
    ]);
  });

  test('of 1,024 files at once and as many processes no more', async () => {
    const { stdout, stderr } = await run(
      // The shell ends at the first process that it cannot have.
      'n=0; while true; do sleep 30 & n=$((n + 1)); [ $n = 1023 ] && echo $n; [ $n -gt 1100 ] && exit 9; done',
      { memorySize: 1_024 },
    );
    expect(stdout).toBe('1023\n');
    expect(stderr).toMatch(/can't fork: Resource temporarily unavailable/);
  });

  test('its first process is its own', async () => {
    const { stdout } = await run('echo $$; cat /proc/1/cmdline | tr "\\0" " "');
    expect(stdout).toMatch(/^1\n\/bin\/sh -c echo/);
  });

  test('it has no more memory than that, and no swap', async () => {
    const main = await run('exec dd if=/dev/zero of=/dev/null bs=200M count=1');
    expect(main.end).toEqual({ exitCode: 137, outOfMemory: true });
    const child = await run('dd if=/dev/zero of=/dev/null bs=200M count=1; echo $?; exit 3');
    expect(child.stdout).toBe('137\n');
    expect(child.end).toEqual({ exitCode: 3, outOfMemory: true });
    const fits = await run('dd if=/dev/zero of=/dev/null bs=200M count=1', { memorySize: 512 });
    expect(fits.end).toEqual({ exitCode: 0, outOfMemory: false });
  });

  test('it starts as the image says, or as it is told, each part for itself', async () => {
    const start = async (changes: Partial<SandboxSpec>) =>
      (await run('', { entryPoint: [], command: [], ...changes })).stdout;
    expect(await start({})).toBe('entry command\n');
    expect(await start({ command: ['other'] })).toBe('entry other\n');
    expect(await start({ entryPoint: ['/bin/echo'] })).toBe('command\n');
    expect(await start({ entryPoint: ['/bin/pwd'], command: ['-P'] })).toBe('/opt/app\n');
    expect(await start({ entryPoint: ['/bin/pwd'], command: ['-P'], workingDirectory: '/var/task' })).toBe(
      '/var/task\n',
    );
    expect(await start({ entryPoint: ['/bin/pwd'], command: ['-P'], workingDirectory: '/tmp/new' })).toBe(
      '/tmp/new\n',
    );
  });

  test('nothing checks its health, keeps its output or starts it again', async () => {
    const network = await engine.network('none');
    const sandbox = await engine.create(specOf(image, network, { command: ['sleep 30'] }));
    try {
      await started(sandbox);
      const format =
        '{{json .State.Health}} {{.HostConfig.LogConfig.Type}} {{.HostConfig.RestartPolicy.Name}} {{.HostConfig.Init}}';
      const shown = execFileSync('docker', ['inspect', '-f', format, sandbox.id], { encoding: 'utf8' });
      expect(shown).toBe('null none no false\n');
    } finally {
      await sandbox.remove();
    }
  });

  test("it has its own variables over the image's", async () => {
    const { stdout } = await run('echo "$FROM_IMAGE $BOTH $OWN $HOME"', {
      environment: { BOTH: 'own', OWN: 'a=b "c"\nd', HOME: '/home/sbx_user1051' },
    });
    expect(stdout).toBe('image own a=b "c"\nd /home/sbx_user1051\n');
  });

  test('a folder of this machine is there to be read', async () => {
    const { stdout, stderr } = await run(
      'cat /home/sbx/.aws/context-folder.ts | head -1; touch /home/sbx/.aws/x',
      {
        mounts: [{ source: new URL('../../../servers', import.meta.url).pathname, target: '/home/sbx/.aws' }],
      },
    );
    expect(stdout).toMatch(/^\/\*\*/);
    expect(stderr).toContain('Read-only file system');
  });
});
