/** Cross-origin rules of a function URL. */
import type { IncomingMessage } from 'node:http';
import type { UrlConfig } from '../function-record.js';

interface CorsRules {
  readonly AllowCredentials?: boolean;
  readonly AllowHeaders?: readonly string[];
  readonly AllowMethods?: readonly string[];
  readonly AllowOrigins?: readonly string[];
  readonly ExposeHeaders?: readonly string[];
  /** Seconds. */
  readonly MaxAge?: number;
}

/**
 * Headers that go over the function's own; none where the URL has no rules, or they do not allow the origin.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors
 */
export function corsHeaders({ headers }: IncomingMessage, { cors }: UrlConfig): Record<string, string> {
  const { origin } = headers;
  if (!cors || origin === undefined) return {};
  const { AllowOrigins = [], AllowCredentials, ExposeHeaders = [] } = cors as CorsRules;
  const anyOrigin = AllowOrigins.includes('*');
  if (!anyOrigin && !AllowOrigins.some((allowed) => matchesOrigin(allowed, origin))) return {};
  return {
    // A browser takes no star together with credentials.
    'access-control-allow-origin': anyOrigin && !AllowCredentials ? '*' : origin,
    ...(AllowCredentials && { 'access-control-allow-credentials': 'true' }),
    ...(ExposeHeaders.length > 0 && { 'access-control-expose-headers': ExposeHeaders.join(',') }),
    ...(!anyOrigin && { vary: 'Origin' }),
  };
}

/** The whole answer to a browser that asks before it sends; undefined for any other request, which goes to the function. */
export function preflightHeaders(
  request: IncomingMessage,
  config: UrlConfig,
): Record<string, string> | undefined {
  const asks = request.headers['access-control-request-method'];
  if (request.method !== 'OPTIONS' || asks === undefined || !config.cors) return undefined;
  const allowed = corsHeaders(request, config);
  if (!allowed['access-control-allow-origin']) return {};
  const { AllowMethods = [], AllowHeaders = [], MaxAge } = config.cors as CorsRules;
  return {
    ...allowed,
    ...(AllowMethods.length > 0 && { 'access-control-allow-methods': AllowMethods.join(',') }),
    ...(AllowHeaders.length > 0 && { 'access-control-allow-headers': AllowHeaders.join(',') }),
    ...(MaxAge !== undefined && { 'access-control-max-age': String(MaxAge) }),
  };
}

/** `https://*.example.com` allows every sub-domain. */
function matchesOrigin(allowed: string, origin: string): boolean {
  const [before, after] = allowed.toLowerCase().split('*');
  const actual = origin.toLowerCase();
  if (after === undefined) return actual === before;
  return (
    actual.length > `${before}${after}`.length && actual.startsWith(before ?? '') && actual.endsWith(after)
  );
}
