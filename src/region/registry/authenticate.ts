/** Lets in who has a token of GetAuthorizationToken, as user `AWS` by Basic authentication. */
import { checkToken } from '../ecr/authorization-tokens.js';
import { registryError } from './registry-error.js';
import type { RegistryExchange } from './registry-exchange.js';

/**
 * True when the request may go on; otherwise it has been answered with the challenge that makes clients send their token.
 * @throws WireError DENIED 403 for an expired token, with the text of failures.md F4
 */
export function authenticate({ context, request, response }: RegistryExchange): boolean {
  const outcome = checkToken(context, passwordOf(request.headers.authorization));
  if (outcome === 'valid') return true;
  if (outcome === 'expired') {
    throw registryError('DENIED', 'Your authorization token has expired. Reauthenticate and try again.', 403);
  }
  const body = 'Not Authorized\n';
  response.writeHead(401, {
    'WWW-Authenticate': `Basic realm="http://${context.settings.host}/",service="ecr.amazonaws.com"`,
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
  return false;
}

/** Empty when the header is not `Basic` with user `AWS`. */
function passwordOf(header: string | undefined): string {
  const [, encoded = ''] = /^Basic ([A-Za-z0-9+/=_-]+)$/i.exec(header ?? '') ?? [];
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  return decoded.startsWith('AWS:') ? decoded.slice('AWS:'.length) : '';
}
