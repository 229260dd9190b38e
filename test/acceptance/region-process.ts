/** The local region in a process of its own, as `lading region start` runs it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

export interface LoggedRequest {
  readonly service: string;
  readonly operation: string;
  readonly mutating: boolean;
  readonly status: number;
  /** When it was answered. Milliseconds since the epoch. */
  readonly at: number;
  readonly milliseconds: number;
  readonly requestBytes: number;
}

export interface RegionProcess {
  readonly url: string;
  readonly host: string;
  readonly child: ChildProcess;
  requests(): Promise<LoggedRequest[]>;
  forgetRequests(): Promise<void>;
  addFault(fault: object): Promise<void>;
  /** Ctrl-C, and waits. */
  stop(): Promise<void>;
  /** kill -9, and waits. */
  kill(): Promise<void>;
}

export async function startRegionProcess(
  folder: string,
  flags: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<RegionProcess> {
  const child = spawn(process.execPath, [bin, 'region', 'start', '--json', '--data', folder, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const url = await announcedUrl(child);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await ended;
  };
  return {
    url,
    host: url.replace('http://', ''),
    child,
    requests: async () =>
      ((await (await fetch(`${url}/_lading/requests`)).json()) as { requests: LoggedRequest[] }).requests,
    async forgetRequests() {
      await fetch(`${url}/_lading/requests`, { method: 'DELETE' });
    },
    async addFault(fault) {
      const response = await fetch(`${url}/_lading/faults`, {
        method: 'POST',
        body: JSON.stringify(fault),
        headers: { 'content-type': 'application/json' },
      });
      if (!response.ok) throw new Error(`fault refused: ${response.status} ${await response.text()}`);
    },
    stop: () => end('SIGINT'),
    kill: () => end('SIGKILL'),
  };
}

function announcedUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      try {
        resolve((JSON.parse(text) as { url: string }).url);
      } catch (error) {
        // Not complete yet.
        if (!(error instanceof SyntaxError)) reject(error);
      }
    });
    let errors = '';
    child.stderr?.setEncoding('utf8').on('data', (part: string) => {
      errors += part;
    });
    child.once('close', (code) => reject(new Error(`region start ended with ${code}: ${text}${errors}`)));
  });
}
