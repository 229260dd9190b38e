/** Subscriptions of extensions to logs and telemetry: checked and taken, but nothing is delivered. */
import * as z from 'zod';
import type { RuntimeApi } from '../runtime-api.js';
import type { Endpoint } from './exchange.js';
import { extensionIdentifier } from './extension-header.js';
import type { ExtensionRegistry } from './extension-registry.js';
import { Refusal } from './refusal.js';
import type { StartPhase } from './start-phase.js';
import { wholeReport } from './whole-report.js';

const buffering = z.object({
  maxItems: z.int().min(1_000).max(10_000).optional(),
  maxBytes: z.int().min(262_144).max(1_048_576).optional(),
  timeoutMs: z.int().min(25).max(30_000).optional(),
});
const destination = z.discriminatedUnion('protocol', [
  z.object({ protocol: z.literal('HTTP'), URI: z.url({ protocol: /^http$/ }) }),
  z.object({ protocol: z.literal('TCP'), port: z.int().min(1).max(65_535) }),
]);
const common = {
  types: z.array(z.enum(['platform', 'function', 'extension'])).min(1),
  buffering: buffering.optional(),
  destination,
};
const subscriptions = {
  logs: z.object({ schemaVersion: z.enum(['2020-08-15', '2021-03-18']).optional(), ...common }),
  telemetry: z.object({ schemaVersion: z.enum(['2022-07-01', '2022-12-13', '2025-01-29']), ...common }),
};
const apis = { logs: 'Logs', telemetry: 'Telemetry' } as const;

export interface SubscriptionDeps {
  readonly registry: ExtensionRegistry;
  readonly start: StartPhase;
  readonly onSubscription: (subscription: RuntimeApi['subscriptions'][number]) => void;
}

/**
 * The endpoint of one of the two. It answers 200 `OK` as Lambda does, not 202 with `Telemetry.NotSupported` as the interface
 * emulator: extensions that take 200 alone would end where on Lambda they go on. Nothing is ever sent to the destination,
 * `http://sandbox.localdomain:PORT`, which is the loopback of the sandbox.
 * https://docs.aws.amazon.com/lambda/latest/dg/telemetry-api-reference.html and .../runtimes-logs-api.html
 */
export function createSubscription(
  api: 'logs' | 'telemetry',
  { registry, start, onSubscription }: SubscriptionDeps,
): Endpoint {
  return async ({ request, response }) => {
    const name = registry.nameOf(extensionIdentifier(request));
    const body = await wholeReport(request);
    if (start.over)
      throw new Refusal(
        403,
        `${apis[api]}.SubscriptionClosed`,
        `${apis[api]} API subscription is closed already`,
      );
    onSubscription({ name, api, types: requireValid(api, body) });
    response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': 2 }).end('OK');
  };
}

/** The types of what is to be told. */
function requireValid(api: 'logs' | 'telemetry', body: Buffer): readonly string[] {
  const result = subscriptions[api].safeParse(parse(body));
  if (result.success) return result.data.types;
  const [issue] = result.error.issues;
  throw invalid(`${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'not valid'}`);
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
}

function invalid(why: string): Refusal {
  return new Refusal(400, 'ValidationError', why);
}
