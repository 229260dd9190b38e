/** A host over process sandboxes, with all that it logged. */
import { onTestFinished } from 'vitest';
import { digestOf } from '../../../src/domain/digest.js';
import type {
  FunctionEvent,
  FunctionHost,
  HostedFunction,
  InvocationOutcome,
  LogLine,
} from '../../../src/ports/function-host.js';
import { createFunctionHosting } from '../../../src/region/runtime/function-hosting.js';
import type { HostingLimits } from '../../../src/region/runtime/hosting-limits.js';
import {
  type ProcessImage,
  type ProcessSandboxes,
  processSandboxes,
  scriptedRuntime,
} from '../../servers/process-sandboxes.js';

export interface Hosted {
  readonly host: FunctionHost;
  readonly sandboxes: ProcessSandboxes;
  readonly lines: LogLine[];
  /** The texts of `lines`. */
  texts(): string[];
  invoke(event: object, more?: Partial<FunctionEvent>): Promise<InvocationOutcome>;
  close(): Promise<void>;
}

export const never = new AbortController().signal;

export interface HostedOptions {
  readonly image?: ProcessImage;
  readonly limits?: Partial<HostingLimits>;
  readonly settings?: Partial<HostedFunction>;
}

/** Closed when the test ends. */
export function hosted({ image = scriptedRuntime, limits, settings }: HostedOptions = {}): Hosted {
  const imageId = digestOf('a test image');
  const sandboxes = processSandboxes({ [imageId]: image });
  const hosting = createFunctionHosting({
    engine: async () => sandboxes.engine,
    images: async () => sandboxes.images,
    // On a busy machine even the end of a process takes its time.
    limits: { endNotice: 5_000, ...limits },
  });
  const lines: LogLine[] = [];
  const host = hosting.host({ ...hostedDefaults, imageId, ...settings }, (line) => lines.push(line));
  onTestFinished(hosting.close);
  return {
    host,
    sandboxes,
    lines,
    texts: () => lines.map(({ text }) => text),
    invoke: (event, more) => host.invoke({ payload: Buffer.from(JSON.stringify(event)), ...more }, never),
    close: hosting.close,
  };
}

export const hostedDefaults: Omit<HostedFunction, 'imageId'> = {
  name: 'hello',
  version: '$LATEST',
  account: '123456789012',
  region: 'eu-west-1',
  architecture: 'x86_64',
  imageConfig: {},
  environment: {},
  memorySize: 128,
  timeout: 10,
  ephemeralStorage: 512,
  logGroup: '/aws/lambda/hello',
  network: 'none',
  concurrency: 1,
  overflow: 'wait',
  idleAfter: 60_000,
};

/** What the function answered, as JSON. */
export function answer<T = Record<string, unknown>>({ payload }: InvocationOutcome): T {
  return JSON.parse(Buffer.from(payload).toString()) as T;
}

/** Resolves once the condition holds; the test's own timeout is the limit. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
