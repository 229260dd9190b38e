/** An engine of its own beside the machine's, that a test may stop, kill and start again. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe } from 'vitest';
import { describeEngineWith } from './engine.js';

export interface SecondEngine {
  /** For `DOCKER_HOST`. */
  readonly host: string;
  /** Words before a program and its arguments, so that it runs where the addresses of this engine's networks are. */
  readonly inside: readonly string[];
  docker(...args: readonly string[]): string;
  /** Has it get an image of the machine's engine. */
  take(reference: string): void;
  /** Ends it; its containers end with it. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  start(): Promise<void>;
  /** Engine and all that it has are gone. */
  close(): Promise<void>;
}

const program = ['/usr/sbin/dockerd', '/usr/bin/dockerd'].find((path) => existsSync(path));

/** `describe` for tests that need one: Linux, root and dockerd. */
export function describeSecondEngine(name: string, body: () => void): void {
  if (process.getuid?.() === 0 && program !== undefined) describeEngineWith(['ip'], name, body);
  else describe.skip(`${name} (needs root, for a network namespace, and dockerd)`, body);
}

/** Takes some seconds. `more`: flags of dockerd. */
export async function startSecondEngine(...more: readonly string[]): Promise<SecondEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'lading-second-'));
  const host = `unix://${join(folder, 'docker.sock')}`;
  const pidFiles = [join(folder, 'pid'), join(folder, 'exec/containerd/containerd.pid')];
  // In a network of its own: `--bridge=none` takes docker0 away, which here is the other engine's.
  const name = basename(folder);
  execFileSync('ip', ['netns', 'add', name]);
  execFileSync('ip', ['-n', name, 'link', 'set', 'lo', 'up']);
  const inside = ['nsenter', `--net=/run/netns/${name}`];
  const flags = [
    ['-H', host, '--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')],
    ['--pidfile', join(folder, 'pid'), '--bridge=none', '--iptables=false'],
    more,
  ].flat();
  let engine: ChildProcess | undefined;

  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (!engine || engine.exitCode !== null || engine.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => engine?.once('exit', () => resolve()));
    engine.kill(signal);
    await ended;
  };
  const start = async (): Promise<void> => {
    // One that was killed leaves them, and the next one takes the numbers in them for living processes.
    await Promise.all(pidFiles.map((path) => rm(path, { force: true })));
    engine = spawn('nsenter', [...inside.slice(1), program ?? 'dockerd', ...flags], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    engine.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    for (let tries = 0; !said.includes('API listen on'); tries += 1) {
      if (engine.exitCode !== null || tries === 300) throw new Error(`dockerd did not start:\n${said}`);
      await delay(100);
    }
  };
  const close = async (): Promise<void> => {
    await end('SIGTERM');
    // One that was killed leaves its data mounted.
    const mounted = execFileSync('findmnt', ['-rno', 'TARGET'], { encoding: 'utf8' }).split('\n');
    for (const path of mounted.filter((target) => target.startsWith(folder)).reverse()) {
      execFileSync('umount', ['-l', path]);
    }
    execFileSync('ip', ['netns', 'del', name]);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await start();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    host,
    inside,
    take: (reference) =>
      void execFileSync('sh', ['-c', 'docker save "$1" | docker -H "$2" load', 'sh', reference, host]),
    docker: (...args) =>
      execFileSync('docker', ['-H', host, ...args], {
        encoding: 'utf8',
        env: { ...process.env, DOCKER_BUILDKIT: '0' },
        stdio: ['ignore', 'pipe', 'pipe'],
      }).trim(),
    end,
    start,
    close,
  };
}
