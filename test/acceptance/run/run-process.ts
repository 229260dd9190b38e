/** `lading run` as a process of its own, and what it leaves in the engine. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import Docker from 'dockerode';
import { onTestFinished } from 'vitest';
import { ownerLabel } from '../../../src/adapters/docker/sandbox/sandbox-owner.js';
import type { RunResult } from '../../../src/pipeline/run-result.js';

const bin = fileURLToPath(new URL('../../../bin/run.js', import.meta.url));

export interface RunProcess {
  /** What it printed once it could be reached. */
  readonly result: RunResult;
  readonly pid: number;
  /** All of stderr so far. */
  log(): string;
  /** Resolves once stderr has it. */
  says(text: string | RegExp): Promise<void>;
  send(event: object | string, init?: RequestInit): Promise<Response>;
  /** Sends the signal and resolves with the exit code, null when it was killed. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

export interface RunProcessOptions {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  /** Words before it: a program that starts it. */
  readonly inside?: readonly string[];
}

/** Milliseconds; only a test that fails waits that long. */
const patience = 60_000;

/** On a free port; Ctrl-C when the test ends. */
export async function startRun(
  args: readonly string[],
  { cwd = '/', env = {}, inside = [] }: RunProcessOptions = {},
): Promise<RunProcess> {
  const words = [...inside, process.execPath, bin, 'run', ...args, '--port', '0', '--json'];
  const child = spawn(words[0] ?? '', words.slice(1), {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const end = (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return ended;
  };
  onTestFinished(async () => void (await end('SIGINT')));
  const result = await announced(child, () => stderr);
  return {
    result,
    pid: child.pid ?? 0,
    log: () => stderr,
    async says(text) {
      const found = (): boolean => (typeof text === 'string' ? stderr.includes(text) : text.test(stderr));
      const deadline = Date.now() + patience;
      while (!found() && child.exitCode === null && Date.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 20));
      if (!found()) throw new Error(`it did not say ${text}:\n${stderr}`);
    },
    send: (event, init = {}) =>
      fetch(result.invocations, {
        method: 'POST',
        body: typeof event === 'string' ? event : JSON.stringify(event),
        ...init,
      }),
    end,
  };
}

/** Names of containers and networks that belong to a process. */
export async function leftBy(pid: number): Promise<string[]> {
  const docker = new Docker();
  const filters = { label: [ownerLabel] };
  const [containers, networks] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
  ]);
  const isIts = (labels: Record<string, string> | undefined): boolean =>
    labels?.[ownerLabel]?.startsWith(`${pid}:`) ?? false;
  return [
    ...containers.filter(({ Labels }) => isIts(Labels)).map(({ Names }) => Names.join()),
    ...networks.filter(({ Labels }) => isIts(Labels)).map(({ Name }) => Name),
  ];
}

function announced(child: ChildProcess, errors: () => string): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      try {
        resolve(JSON.parse(text) as RunResult);
      } catch (error) {
        // Not complete yet.
        if (!(error instanceof SyntaxError)) reject(error);
      }
    });
    child.once('close', (code) => reject(new Error(`run ended with ${code}:\n${text}\n${errors()}`)));
  });
}
