/** Runs functions in this process: what a region needs to be invoked, without containers. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { digestOf } from '../../src/domain/digest.js';
import { AppError } from '../../src/errors/app-error.js';
import type { ContainerEngine, LocalImage } from '../../src/ports/container-engine.js';
import type {
  FunctionEvent,
  FunctionHosting,
  HostedFunction,
  InvocationOutcome,
  LogLine,
  ResponseStream,
} from '../../src/ports/function-host.js';

/** What a handler is given besides its event. */
export interface HandlerContext {
  readonly hosted: HostedFunction;
  readonly event: FunctionEvent;
  readonly print: (text: string) => void;
  /** Streams the answer; undefined when nobody wants a stream. */
  readonly stream?: (stream: ResponseStream) => void;
}

/** Its result is the payload, as JSON unless it is bytes; what it throws is its failure, unless the host throws such errors. */
export type Handler = (event: unknown, context: HandlerContext) => unknown;

export interface InProcessHosting {
  hosting(): Promise<FunctionHosting>;
  engine(): Promise<ContainerEngine>;
  /** Functions for which a host was made, oldest first. */
  readonly hosted: HostedFunction[];
  /** Hosts that were closed. */
  readonly closed: HostedFunction[];
  /** How often hosting was asked for: a region that is never invoked asks never. */
  asked(): number;
}

/** Functions run the handler that the first word of their command names. */
export function createInProcessHosting(handlers: Readonly<Record<string, Handler>>): InProcessHosting {
  const hosted: HostedFunction[] = [];
  const closed: HostedFunction[] = [];
  let asked = 0;
  const hosting: FunctionHosting = {
    host(made, onLog) {
      hosted.push(made);
      const stream = `2026/11/23/[${made.version}]${randomUUID().replaceAll('-', '')}`;
      return {
        warm: async () => ({ kind: 'ready', milliseconds: 1, outOfMemory: false, output: '' }),
        invoke: (event, signal, onStream) =>
          run(made, handlers, { ...event, requestId: event.requestId ?? randomUUID() }, stream, onLog, {
            signal,
            onStream,
          }),
        async close() {
          closed.push(made);
        },
      };
    },
    async close() {
      closed.push(...hosted);
    },
  };
  return {
    hosted,
    closed,
    asked: () => asked,
    async hosting() {
      asked += 1;
      return hosting;
    },
    engine: async () => engineThatHasEverything,
  };
}

async function run(
  hosted: HostedFunction,
  handlers: Readonly<Record<string, Handler>>,
  event: FunctionEvent & { readonly requestId: string },
  logStream: string,
  onLog: (line: LogLine) => void,
  { signal, onStream }: { signal: AbortSignal; onStream: ((stream: ResponseStream) => void) | undefined },
): Promise<InvocationOutcome> {
  const { requestId } = event;
  const lines: string[] = [];
  const write = (source: LogLine['source'], text: string): void => {
    lines.push(text);
    onLog({ at: Date.now(), logStream, source, requestId, text });
  };
  const handler = handlers[hosted.imageConfig.command?.[0] ?? ''];
  if (!handler) throw new AppError({ code: 'SANDBOX_FAILED', message: 'exec format error' });
  write('platform', `START RequestId: ${requestId} Version: ${hosted.version}`);
  const context: HandlerContext = {
    hosted,
    event,
    print: (text) => write('function', text),
    ...(onStream && { stream: onStream }),
  };
  const result = await Promise.race([attempt(handler, event, context), broken(signal)]);
  write('platform', `END RequestId: ${requestId}`);
  const report = { requestId, duration: 12.5, billedDuration: 13, memorySize: hosted.memorySize };
  const afterwards = async (): Promise<undefined> => undefined;
  return { requestId, report, tail: `${lines.join('\n')}\n`, afterwards, ...result };
}

async function attempt(
  handler: Handler,
  { payload }: FunctionEvent,
  context: HandlerContext,
): Promise<Pick<InvocationOutcome, 'payload' | 'failure'>> {
  try {
    const result = await handler(JSON.parse(Buffer.from(payload).toString()), context);
    if (result instanceof Uint8Array) return { payload: result };
    return { payload: Buffer.from(JSON.stringify(result ?? null)) };
  } catch (error) {
    if (error instanceof AppError) throw error;
    const { name, message } = error as Error;
    const failure = { kind: 'function', errorType: name, message } as const;
    return { payload: Buffer.from(JSON.stringify({ errorType: name, errorMessage: message })), failure };
  }
}

function broken(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(new AppError({ code: 'INTERRUPTED', message: 'interrupted' }));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

/** Every image is there already, under its own config digest. */
const engineThatHasEverything = {
  async inspect(reference: string): Promise<LocalImage> {
    return {
      id: reference.startsWith('sha256:') ? (reference as LocalImage['id']) : digestOf(reference),
      os: 'linux',
      architecture: 'amd64',
      size: 0,
      layerCount: 0,
      diffIds: [],
      entryPoint: [],
      command: [],
      workingDirectory: '',
      environment: [],
      repositoryDigests: [],
    };
  },
} as Partial<ContainerEngine> as ContainerEngine;

/** Waits until the check holds; fails with its last complaint after ten seconds. */
export async function eventually<T>(check: () => Promise<T> | T): Promise<T> {
  for (const end = Date.now() + 10_000; ; ) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(10);
    }
  }
}
