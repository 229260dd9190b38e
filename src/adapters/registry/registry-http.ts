/** Requests to a registry: authorised, redirected, repeated while that may help. */
import { isLoopbackHost } from '../../domain/loopback-host.js';
import type { RegistryCredentials } from '../../ports/container-engine.js';
import { basicAuthorization, bearerAuthorization } from './bearer-token.js';
import { readBounded } from './bounded-body.js';
import type { Exchange, HttpAnswer, HttpRequest } from './http-exchange.js';
import { connectionFailure, type RegistryContext } from './registry-failure.js';
import { mayRepeat, type Passing, passingStatus, pause } from './retry-pause.js';

export interface RegistryRequest {
  readonly method: HttpRequest['method'];
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: HttpRequest['body'];
  readonly credentials: RegistryCredentials;
  readonly context: RegistryContext;
}

export interface RegistryHttp {
  /** Any final answer, a refusal too. Repeats broken connections, 5xx and 429. @throws REMOTE_UNAVAILABLE, INTERRUPTED */
  send(request: RegistryRequest): Promise<HttpAnswer>;
  /** Like `send`, and reads the body of a 200 into memory; a connection that breaks half-way is repeated as well. */
  read(
    request: RegistryRequest,
    limit: number,
    what: string,
  ): Promise<{ answer: HttpAnswer; bytes?: Buffer }>;
  /** Once, for bodies that cannot be sent again as they are; a broken connection is thrown as Node's own error. */
  sendOnce(request: RegistryRequest): Promise<HttpAnswer>;
  readonly signal: AbortSignal | undefined;
}

const mostRedirects = 5;

export function createRegistryHttp(exchange: Exchange, signal: AbortSignal | undefined): RegistryHttp {
  const authorizations = new Map<string, string>();

  async function sendOnce(request: RegistryRequest): Promise<HttpAnswer> {
    const key = keyOf(request);
    const known = authorizations.get(key) ?? basicAuthorization(request.credentials);
    const answer = await follow(request, known);
    const challenge = answer.headers['www-authenticate'];
    if (answer.status !== 401 || !challenge || isStream(request.body)) return answer;
    const token = await bearerAuthorization(challenge, request.credentials, exchange, signal);
    if (token === undefined || token === known) return answer;
    answer.body.resume();
    authorizations.set(key, token);
    return follow(request, token);
  }

  async function follow(
    { method, url, headers, body }: RegistryRequest,
    authorization: string | undefined,
  ): Promise<HttpAnswer> {
    let target = url;
    for (let redirects = 0; ; redirects += 1) {
      // Blobs are redirected to storage with a signed URL: our credentials are none of its business.
      const own = target.origin === url.origin && authorization !== undefined ? { authorization } : {};
      const answer = await exchange({
        method,
        url: target,
        headers: { ...headers, ...own },
        ...(body && { body }),
        signal,
      });
      const next = redirectOf(answer, target);
      if (!next || redirects >= mostRedirects || isStream(body)) return answer;
      answer.body.resume();
      target = next;
    }
  }

  const readOnce = async (request: RegistryRequest, limit: number, what: string) => {
    const answer = await sendOnce(request);
    return answer.status === 200
      ? { answer, bytes: await readBounded(answer.body, limit, what) }
      : { answer };
  };

  return {
    send: async (request) =>
      (await repeat(request, async () => ({ answer: await sendOnce(request) }), signal)).answer,
    read: (request, limit, what) => repeat(request, () => readOnce(request, limit, what), signal),
    sendOnce,
    signal,
  };
}

async function repeat<Result extends { answer: HttpAnswer }>(
  request: RegistryRequest,
  attempt: () => Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  for (let done = 1; ; done += 1) {
    let kind: Passing | undefined;
    let retryAfter: string | undefined;
    try {
      const result = await attempt();
      const { answer } = result;
      kind = passingStatus(answer.status);
      if (kind === undefined || !mayRepeat(kind, done)) return result;
      retryAfter = answer.headers['retry-after'];
      answer.body.resume();
    } catch (error) {
      kind = 'transient';
      const failure = connectionFailure(error, request.context);
      if (failure.code !== 'REMOTE_UNAVAILABLE' || isHopeless(error) || !mayRepeat(kind, done)) throw failure;
    }
    await pause(kind, done, signal, retryAfter);
  }
}

/** A certificate that is not trusted now will not be in a second. */
function isHopeless(error: unknown): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS/.test((error as NodeJS.ErrnoException).code ?? '');
}

function redirectOf({ status, headers }: HttpAnswer, from: URL): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(status) || !headers.location) return undefined;
  const next = new URL(headers.location, from);
  return next.protocol === 'https:' || isLoopbackHost(next.hostname) ? next : undefined;
}

function isStream(body: RegistryRequest['body']): boolean {
  return body !== undefined && !(body instanceof Uint8Array);
}

function keyOf({ url, context, credentials }: RegistryRequest): string {
  return `${url.origin} ${context.repository} ${credentials.username}`;
}
