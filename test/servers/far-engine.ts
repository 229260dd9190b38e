/** A second container engine in a network of its own: for it, this machine's loopback is not there. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, test } from 'vitest';
import { absenceOf } from './needing.js';

export interface FarEngine {
  /** `unix://…`: looks like an engine of this machine. */
  readonly socket: string;
  /** `tcp://10.…:2375`: an engine of another machine, as far as anybody can tell. */
  readonly address: string;
  /** Engine, network and all of its images are gone. */
  close(): Promise<void>;
}

/** `describe` for tests that need it. Where it cannot be, they are skipped, and fail under `CI=true`. */
export function describeFarEngine(name: string, body: () => void): void {
  if (absence === undefined) describe(name, body);
  else if (process.env.CI === 'true') test(`${name}: ${absence}`, () => Promise.reject(new Error(absence)));
  else describe.skip(`${name} (${absence})`, body);
}

const program = ['/usr/sbin/dockerd', '/usr/bin/dockerd'].find((path) => existsSync(path));
const absence: string | undefined =
  process.platform !== 'linux'
    ? 'needs Linux, for a network namespace'
    : process.getuid?.() !== 0
      ? 'needs root, for a network namespace'
      : program === undefined
        ? 'needs dockerd: apt-get install docker.io'
        : absenceOf('ip');

/** Takes some seconds. */
export async function startFarEngine(): Promise<FarEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'lading-far-'));
  const network = addNetwork();
  const socket = `unix://${join(folder, 'docker.sock')}`;
  const address = `tcp://${network.inside}:2375`;
  const flags = [
    ['-H', socket, '-H', address, '--tls=false'],
    ['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')],
    ['--pidfile', join(folder, 'pid'), '--bridge=none', '--iptables=false'],
  ].flat();
  // Not `ip netns exec`, which hides the control groups.
  const child = spawn('nsenter', [`--net=/run/netns/${network.name}`, program ?? 'dockerd', ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = outputOf(child);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    network.remove();
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; !output().includes('API listen on /'); tries += 1) {
    if (child.exitCode !== null || tries === 300) {
      await close();
      throw new Error(`dockerd did not start:\n${output()}`);
    }
    await delay(100);
  }
  return { socket, address, close };
}

interface Network {
  readonly name: string;
  /** Address of the engine. */
  readonly inside: string;
  remove(): void;
}

/** Two ends of a cable, one of them in a namespace; nothing is routed further. */
function addNetwork(): Network {
  const { pid } = process;
  const name = `lading-${pid}`;
  const [here, there] = [`lh${pid}`, `lt${pid}`];
  const net = `10.${200 + (pid % 50)}.${(pid >> 8) & 255}`;
  const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  ip('netns', 'add', name);
  ip('link', 'add', here, 'type', 'veth', 'peer', 'name', there, 'netns', name);
  ip('addr', 'add', `${net}.1/24`, 'dev', here);
  ip('link', 'set', here, 'up');
  ip('-n', name, 'addr', 'add', `${net}.2/24`, 'dev', there);
  for (const device of [there, 'lo']) ip('-n', name, 'link', 'set', device, 'up');
  // The cable goes with the namespace.
  return { name, inside: `${net}.2`, remove: () => ip('netns', 'del', name) };
}

function outputOf(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  return () => text;
}
