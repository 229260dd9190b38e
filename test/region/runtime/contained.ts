/** A host over containers of the real engine, with all that it logged. */
import { homedir } from 'node:os';
import { onTestFinished } from 'vitest';
import { connectContainers } from '../../../src/adapters/docker/connect-engine.js';
import { parseDigest } from '../../../src/domain/digest.js';
import type {
  FunctionEvent,
  FunctionHost,
  HostedFunction,
  InvocationOutcome,
  LogLine,
} from '../../../src/ports/function-host.js';
import { createFunctionHosting } from '../../../src/region/runtime/function-hosting.js';
import type { HostingLimits } from '../../../src/region/runtime/hosting-limits.js';
import { hostedDefaults, never } from './hosted.js';

export interface Contained {
  readonly host: FunctionHost;
  texts(): string[];
  readonly lines: LogLine[];
  invoke(event: object, more?: Partial<FunctionEvent>): Promise<InvocationOutcome>;
  close(): Promise<void>;
}

/** Closed when the test ends. */
export async function contained(
  imageId: string,
  settings: Partial<HostedFunction> = {},
  limits: Partial<HostingLimits> = {},
): Promise<Contained> {
  const { engine, sandboxes } = await connectContainers({ env: process.env, homeFolder: homedir() });
  const hosting = createFunctionHosting({ engine: sandboxes, images: async () => engine, limits });
  onTestFinished(hosting.close);
  const lines: LogLine[] = [];
  const host = hosting.host({ ...hostedDefaults, imageId: parseDigest(imageId), ...settings }, (line) =>
    lines.push(line),
  );
  return {
    host,
    lines,
    texts: () => lines.map(({ text }) => text),
    invoke: (event, more) => host.invoke({ payload: Buffer.from(JSON.stringify(event)), ...more }, never),
    close: hosting.close,
  };
}
