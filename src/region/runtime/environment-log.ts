/** What one execution environment writes: lines to its log stream, and the ends of them that answers carry. */
import { randomUUID } from 'node:crypto';
import { isLineWithin } from '../../domain/invocation/log-level.js';
import { logStreamName } from '../../domain/invocation/log-stream-name.js';
import type { PlatformEvent } from '../../domain/invocation/platform-event.js';
import { platformJson } from '../../domain/invocation/platform-json.js';
import { platformText } from '../../domain/invocation/platform-text.js';
import type { HostedFunction, LogLine } from '../../ports/function-host.js';
import type { SandboxOutput } from '../../ports/sandbox-engine.js';
import { createLineSplitter, type LineSplitter } from './line-splitter.js';
import { createLineTail } from './line-tail.js';
import { pause } from './within.js';

/** `LogType: Tail`; https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
const tailBytes = 4096;
const outputBytes = 64 * 1024;

export interface EnvironmentLog {
  readonly logStream: string;
  /** For the output of one process. */
  writer(source: 'function' | 'extension'): (output: SandboxOutput) => void;
  /** What Lambda itself says, in the format of the log. */
  event(event: PlatformEvent): void;
  /** What it says in words, in either format; one line or several. */
  platform(text: string): void;
  /** Lines are of this invocation from now on, also those that come after its end. */
  begin(requestId: string): void;
  /**
   * Resolves when what was written so far has probably come: after `delay` milliseconds without anything new, and, where this
   * event has written nothing but the one before did, after `patience` milliseconds at the latest.
   */
  caughtUp(delay: number, patience: number): Promise<void>;
  /** Writes out lines that have no end yet. */
  flush(): void;
  /** The end of everything since it was last taken. Before the first invocation, that is what init wrote. */
  takeTail(): string;
  /** The end of what the processes of this sandbox wrote. */
  output(): string;
  /** Another sandbox writes from now on; the one before is gone. */
  renew(): void;
}

export function createEnvironmentLog(
  hosted: Pick<HostedFunction, 'name' | 'version' | 'logGroup' | 'jsonLogs'>,
  onLog: (line: LogLine) => void,
): EnvironmentLog {
  const logStream = logStreamName(Date.now(), hosted, randomUUID().replaceAll('-', ''));
  const tail = createLineTail(tailBytes);
  const output = createLineTail(outputBytes);
  const open: { splitter: LineSplitter; source: LogLine['source'] }[] = [];
  let requestId: string | undefined;
  // Pieces of output in this event, and whether there will be some: of the first event nobody knows, and it took longer anyway.
  let pieces = 0;
  let expected = true;
  const { jsonLogs } = hosted;
  const write = (source: LogLine['source'], text: string): void => {
    if (source !== 'platform') output.add(text);
    if (jsonLogs && source === 'function' && !isLineWithin(text, jsonLogs.applicationLevel)) return;
    tail.add(text);
    onLog({ at: Date.now(), logStream, source, ...(requestId !== undefined && { requestId }), text });
  };
  const flush = (): void => {
    for (const { splitter, source } of open) for (const line of splitter.flush()) write(source, line);
  };
  return {
    logStream,
    writer(source) {
      const splitters = { stdout: createLineSplitter(), stderr: createLineSplitter() };
      open.push(...Object.values(splitters).map((splitter) => ({ splitter, source })));
      return ({ stream, bytes }) => {
        pieces += 1;
        for (const line of splitters[stream].take(bytes)) write(source, line);
      };
    },
    event(event) {
      const lines = jsonLogs
        ? platformJson(event, jsonLogs.systemLevel, Date.now())
        : [platformText(event)].filter((line) => line !== undefined);
      for (const line of lines) write('platform', line);
    },
    platform(text) {
      for (const line of text.split('\n')) write('platform', line);
    },
    begin(id) {
      // What init wrote says nothing of events.
      if (requestId !== undefined) expected = pieces > 0;
      pieces = 0;
      requestId = id;
    },
    async caughtUp(delay, patience) {
      const end = performance.now() + patience;
      let before: number;
      do {
        before = pieces;
        await pause(delay);
      } while (performance.now() < end && (pieces > before || (expected && pieces === 0)));
    },
    flush,
    takeTail() {
      const text = tail.read();
      tail.clear();
      return text;
    },
    output: output.read,
    renew() {
      flush();
      open.length = 0;
      output.clear();
    },
  };
}
