/** A region with a function in it whose log tests write, and the command line that reads it. */
import type { ChildProcess } from 'node:child_process';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { openScene, type Scene } from '../failure-cases/scene.js';
import type { Run } from '../run-lading.js';
import { runLading } from '../run-lading.js';

export interface LogScene extends Scene {
  /** A function of this name, with a log group and a stream in it. */
  logging(name: string, ...streams: readonly string[]): Promise<void>;
  createGroup(name: string): Promise<void>;
  stream(group: string, name: string): Promise<void>;
  /** Milliseconds ago, and what was written then; oldest first. */
  put(
    group: string,
    stream: string,
    events: readonly (readonly [ago: number, message: string])[],
  ): Promise<void>;
  /** A command that goes on. */
  start(...args: readonly string[]): Running;
}

export interface Running {
  /** Resolves once stdout holds this. */
  until(text: string): Promise<void>;
  /** Resolves once stderr holds this. */
  untilTold(text: string): Promise<void>;
  /** Ctrl-C, and waits. */
  interrupt(): Promise<Run>;
  readonly ended: Promise<Run>;
}

export const latest = '2026/11/23/[$LATEST]8f507cfc';
export const groupOf = (name: string): string => `/aws/lambda/${name}`;

export async function openLogScene(): Promise<LogScene> {
  const scene = await openScene();
  const logs = new CloudWatchLogsClient({
    endpoint: scene.region.url,
    region: scene.region.settings.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const stream = async (logGroupName: string, logStreamName: string): Promise<void> => {
    await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  };
  const createGroup = async (logGroupName: string): Promise<void> => {
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
  };
  return {
    ...scene,
    createGroup,
    stream,
    async logging(name, ...streams) {
      await scene.existing(name);
      await createGroup(groupOf(name));
      for (const each of streams) await stream(groupOf(name), each);
    },
    async put(logGroupName, logStreamName, events) {
      const now = Date.now();
      const logEvents = events.map(([ago, message]) => ({ timestamp: now - ago, message }));
      await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
    },
    start: (...args) => startRunning(args, scene.project.folder, scene.env),
    async close() {
      logs.destroy();
      await scene.close();
    },
  };
}

/** Runs the command line and watches what it prints. */
export function startRunning(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Running {
  let child: ChildProcess | undefined;
  const seen = { stdout: '', stderr: '' };
  const waiting = new Set<() => void>();
  const ended = runLading(args, {
    cwd,
    env,
    onStart(started) {
      child = started;
      for (const name of ['stdout', 'stderr'] as const)
        started[name]?.on('data', (text: string) => {
          seen[name] += text;
          for (const look of waiting) look();
        });
    },
  });
  const until = async (name: keyof typeof seen, text: string): Promise<void> => {
    const found = new Promise<void>((resolve) => {
      const look = (): void => {
        if (seen[name].includes(text)) resolve();
      };
      waiting.add(look);
      look();
    });
    const early = ended.then((run) => {
      if (!run[name].includes(text))
        throw new Error(`ended with ${run.code} before ${name} held ${text}:\n${run.stdout}\n${run.stderr}`);
    });
    await Promise.race([found, early]);
  };
  return {
    ended,
    until: (text) => until('stdout', text),
    untilTold: (text) => until('stderr', text),
    interrupt() {
      child?.kill('SIGINT');
      return ended;
    },
  };
}
