/** The token dance of registries other than ECR: a 401 names a token service, which takes Basic credentials. */
import { isLoopbackHost } from '../../domain/loopback-host.js';
import { AppError } from '../../errors/app-error.js';
import { registerSecret } from '../../errors/redact.js';
import type { RegistryCredentials } from '../../ports/container-engine.js';
import { readBounded } from './bounded-body.js';
import type { Exchange } from './http-exchange.js';

const largestAnswer = 256 * 1024;

/** `Basic …`; undefined without a user. */
export function basicAuthorization({ username, password }: RegistryCredentials): string | undefined {
  if (username === '') return undefined;
  const encoded = Buffer.from(`${username}:${password}`).toString('base64');
  registerSecret(password);
  registerSecret(encoded);
  return `Basic ${encoded}`;
}

/**
 * `Bearer …` from the service that a `WWW-Authenticate` header names; undefined when the header asks for something else.
 * https://distribution.github.io/distribution/spec/auth/token/
 * @throws CREDENTIALS_REFUSED, REMOTE_UNAVAILABLE
 */
export async function bearerAuthorization(
  challenge: string,
  credentials: RegistryCredentials,
  exchange: Exchange,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const parameters = parseChallenge(challenge);
  if (!parameters?.realm) return undefined;
  const url = tokenUrl(parameters.realm, parameters);
  const basic = basicAuthorization(credentials);
  const answer = await exchange({
    method: 'GET',
    url,
    headers: { ...(basic && { authorization: basic }) },
    signal,
  });
  const body = await readBounded(answer.body, largestAnswer, `The answer of the token service ${url.host}`);
  if (answer.status !== 200) throw refused(url, answer.status);
  const { token, access_token } = parseToken(body);
  const found = token ?? access_token;
  if (!found) throw refused(url, answer.status);
  registerSecret(found);
  return `Bearer ${found}`;
}

interface Challenge {
  readonly realm?: string;
  readonly service?: string;
  readonly scope?: string;
}

/** https://www.rfc-editor.org/rfc/rfc7235#section-4.1 */
function parseChallenge(header: string): Challenge | undefined {
  const match = /^\s*Bearer\s+(.*)$/is.exec(header);
  if (!match?.[1]) return undefined;
  const pairs = match[1].matchAll(/([a-z_]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/gi);
  return Object.fromEntries(
    [...pairs].map(([, name = '', quoted, bare]) => [name.toLowerCase(), quoted ?? bare ?? '']),
  );
}

function tokenUrl(realm: string, { service, scope }: Challenge): URL {
  const url = URL.canParse(realm) ? new URL(realm) : undefined;
  if (!url || (url.protocol !== 'https:' && !isLoopbackHost(url.hostname))) {
    throw new AppError({
      code: 'CREDENTIALS_REFUSED',
      message: `The registry names the token service "${realm}", which is not https: credentials are not sent there.`,
    });
  }
  if (service) url.searchParams.set('service', service);
  for (const each of scope?.split(' ') ?? []) url.searchParams.append('scope', each);
  return url;
}

function parseToken(body: Buffer): { token?: string; access_token?: string } {
  try {
    return JSON.parse(body.toString('utf8')) as { token?: string; access_token?: string };
  } catch {
    return {};
  }
}

function refused(url: URL, status: number): AppError {
  return new AppError({
    code: status >= 500 ? 'REMOTE_UNAVAILABLE' : 'CREDENTIALS_REFUSED',
    message: `The token service ${url.host} answered HTTP ${status}${status === 200 ? ' without a token' : ''}.`,
    suggestions: ['Check user name and password for this registry.'],
    details: { host: url.host, status },
  });
}
