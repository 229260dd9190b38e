/** A front before a function that runs in processes of this machine. */
import { onTestFinished } from 'vitest';
import type { FunctionFrontRequest } from '../../../src/ports/function-front.js';
import { openFunctionFront } from '../../../src/region/run-front/open-function-front.js';
import { type Hosted, type HostedOptions, hosted, hostedDefaults } from '../runtime/hosted.js';

export interface Served extends Hosted {
  readonly url: string;
  /** What prevented events. */
  readonly errors: unknown[];
}

type Face = Partial<Pick<FunctionFrontRequest, 'face' | 'http'>>;

/** Closed when the test ends. */
export async function served(
  { face = 'emulator', http = false }: Face,
  options: HostedOptions = {},
): Promise<Served> {
  const settings = { overflow: 'refuse' as const, ...options.settings };
  const running = hosted({ ...options, settings });
  const errors: unknown[] = [];
  const front = await openFunctionFront({
    port: 0,
    face,
    http,
    target: Promise.resolve({ function: { ...hostedDefaults, ...settings }, host: running.host }),
    onError: (error) => errors.push(error),
  });
  onTestFinished(front.close);
  return { ...running, url: front.url, errors };
}

const path = '/2015-03-31/functions/function/invocations';

/** An event to the path that clients of the emulator use. */
export function send(url: string, event: object | string, init: RequestInit = {}): Promise<Response> {
  const body = typeof event === 'string' ? event : JSON.stringify(event);
  return fetch(`${url}${path}`, { method: 'POST', body, ...init });
}
