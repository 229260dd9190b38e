/** scripts/engine.sh: with an engine, without one, and where it has to install and start one; never with the real apt-get. */
import { type ExecFileException, execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startFakeEngine } from '../servers/fake-engine.js';

const script = resolve(import.meta.dirname, '../../scripts/engine.sh');

interface Outcome {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(program: string, args: readonly string[], env: Record<string, string>): Promise<Outcome> {
  return new Promise((done) => {
    execFile(program, args, { env, timeout: 60_000 }, (error: ExecFileException | null, stdout, stderr) => {
      done({ exit: error ? Number(error.code ?? -1) : 0, stdout, stderr });
    });
  });
}

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lading-engine-script-'));
  await mkdir(join(folder, 'bin'));
  // A machine with nothing but Node and the base system.
  for (const tool of [
    'bash',
    'cat',
    'cp',
    'flock',
    'id',
    'kill',
    'mount',
    'mv',
    'setsid',
    'sleep',
    'tail',
    'timeout',
  ]) {
    await symlink(`/usr/bin/${tool}`, join(folder, 'bin', tool));
  }
  await symlink(process.execPath, join(folder, 'bin/node'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const bare = (more: Record<string, string> = {}) => ({
  PATH: join(folder, 'bin'),
  HOME: folder,
  LADING_ENGINE_LOG: join(folder, 'engine.log'),
  ...more,
});

async function program(name: string, text: string): Promise<void> {
  await writeFile(join(folder, name), text);
  await chmod(join(folder, name), 0o755);
}

test('an engine that answers is used, without a word', async () => {
  const fake = await startFakeEngine({});
  try {
    const { endpoint } = await fake.engine.describe();
    expect(await run('bash', [script], bare({ DOCKER_HOST: endpoint, PATH: `${folder}/bin` }))).toEqual({
      exit: 0,
      stdout: '',
      stderr: '',
    });
  } finally {
    await fake.close();
  }
});

test.each(['unix:///nonexistent/engine.sock', 'tcp://127.0.0.1:1'])(
  'DOCKER_HOST=%s, where nothing answers, is never replaced',
  async (address) => {
    const { exit, stdout, stderr } = await run('bash', [script], bare({ DOCKER_HOST: address }));
    expect({ exit, stdout }).toEqual({ exit: 3, stdout: '' });
    expect(stderr).toContain(`The chosen container engine does not answer: DOCKER_HOST=${address}`);
    expect(stderr).toContain('unset DOCKER_HOST');
  },
);

/** The machine's own sockets are hidden in a mount namespace; in it, the caller is root. */
describe.skipIf(process.platform !== 'linux')('on a machine without an engine', () => {
  const alone = (command: string, more: Record<string, string> = {}): Promise<Outcome> =>
    run(
      '/usr/bin/unshare',
      ['--map-root-user', '--mount', 'bash', '-c', `mount -t tmpfs none /run && ${command}`],
      bare({ SCRIPT: script, FOLDER: folder, ...more }),
    );

  /** Answers pings and counts how often it was started. */
  const dockerd = () => `#!${process.execPath}
require('node:fs').appendFileSync(${JSON.stringify(join(folder, 'starts'))}, 'x');
setTimeout(() => require('node:http').createServer((_, response) => response.end('OK')).listen('/run/docker.sock'), 500);
require('node:fs').writeFileSync('/run/docker.pid', String(process.pid));
setTimeout(() => process.exit(), 30_000);
`;
  const stop = 'kill "$(cat /run/docker.pid)"';

  test('where nothing can be installed, it explains', async () => {
    const { exit, stdout, stderr } = await alone('bash "$SCRIPT"');
    expect({ exit, stdout }).toEqual({ exit: 3, stdout: '' });
    expect(stderr).toContain('No container engine answers');
    expect(stderr).toContain('https://docs.docker.com/engine/install/');
  });

  describe.skipIf(!existsSync('/etc/debian_version'))('that is Debian', () => {
    test('an engine that is installed is started, once even when asked twice at once, and outlives the script', async () => {
      await program('bin/dockerd', dockerd());
      const { exit, stdout, stderr } = await alone(
        `{ bash "$SCRIPT" & first=$!; bash "$SCRIPT" & wait $! && wait "$first" && bash "$SCRIPT"; code=$?; ${stop}; exit $code; }`,
      );
      expect({ exit, stdout }).toEqual({ exit: 0, stdout: '' });
      expect(stderr).toContain('The engine answers.');
      expect(await readFile(join(folder, 'starts'), 'utf8')).toBe('x');
    });

    test('one that ends at once is reported with the end of its log', async () => {
      await program('bin/dockerd', '#!/bin/sh\necho "failed to start daemon: no cgroups" >&2\nexit 1\n');
      const { exit, stderr } = await alone('bash "$SCRIPT"');
      expect(exit).toBe(3);
      expect(stderr).toContain('failed to start daemon: no cgroups');
    });

    test('Debian’s package is installed: lists first, nothing recommended, no questions', async () => {
      await program('dockerd', dockerd());
      await program(
        'bin/apt-get',
        '#!/bin/bash\necho "$DEBIAN_FRONTEND $*" >> "$FOLDER/apt"\nif [ "$1" = install ]; then cp "$FOLDER/dockerd" "$FOLDER/bin/dockerd"; fi\n',
      );
      const { exit, stdout, stderr } = await alone(`{ bash "$SCRIPT"; code=$?; ${stop}; exit $code; }`);
      expect({ exit, stdout }).toEqual({ exit: 0, stdout: '' });
      expect(stderr).toContain("installing Debian's docker.io");
      const calls = (await readFile(join(folder, 'apt'), 'utf8')).trim().split('\n');
      expect(calls).toEqual([
        'noninteractive update -qq',
        expect.stringMatching(
          /^noninteractive install -y -qq --no-install-recommends docker\.io ca-certificates/,
        ),
      ]);
    });

    test('when apt-get fails, its own words are shown', async () => {
      await program(
        'bin/apt-get',
        '#!/bin/bash\necho "E: Could not resolve packages.example.invalid" >&2\nexit 100\n',
      );
      const { exit, stderr } = await alone('bash "$SCRIPT"');
      expect(exit).toBe(3);
      expect(stderr).toContain('E: Could not resolve packages.example.invalid');
    });
  });
});
