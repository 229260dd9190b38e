/** Turns an HTTP request into the event of a function URL: payload format 2.0. */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';

/** What the event says of the URL and its caller. */
export interface UrlPlace {
  /** The id in the host name of the URL. */
  readonly apiId: string;
  /** Host name without port. */
  readonly domainName: string;
  readonly requestId: string;
  readonly traceId?: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Who signed the request; absent, it is anonymous. */
  readonly caller?: { readonly accountId: string; readonly userArn: string; readonly accessKey: string };
}

const textType = /^(?:text\/|application\/(?:.+\+)?(?:json|xml|javascript|ecmascript)\b)/i;

/**
 * Path and query stay as they were sent; names of headers are in lower case, repeated values joined by commas; a body that is
 * no text by its content type, or no UTF-8, is base64. https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
 */
export function eventOfRequest(
  request: IncomingMessage,
  body: Uint8Array,
  place: UrlPlace,
): Record<string, unknown> {
  const [rawPath = '/', ...rest] = (request.url ?? '/').split('?');
  const rawQueryString = rest.join('?');
  const { cookie, ...headers } = headersOf(request, place);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    ...(cookie !== undefined && { cookies: cookie.split(/;\s*/).filter((part) => part !== '') }),
    headers,
    ...(rawQueryString !== '' && { queryStringParameters: queryOf(rawQueryString) }),
    requestContext: contextOf(request, rawPath, place),
    ...bodyOf(request, body),
  };
}

function headersOf(request: IncomingMessage, { domainName, traceId }: UrlPlace): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, values = []] of Object.entries(request.headersDistinct))
    headers[name] = values.join(name === 'cookie' ? '; ' : ',');
  const { connection: _, 'transfer-encoding': __, ...kept } = headers;
  return {
    ...kept,
    host: request.headers.host ?? domainName,
    'x-forwarded-for': request.socket.remoteAddress ?? '',
    'x-forwarded-port': String(request.socket.localPort ?? ''),
    'x-forwarded-proto': 'http',
    ...(traceId !== undefined && { 'x-amzn-trace-id': traceId }),
  };
}

function queryOf(text: string): Record<string, string> {
  const query = new URLSearchParams(text);
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name).join(',')]));
}

function contextOf(request: IncomingMessage, path: string, place: UrlPlace): Record<string, unknown> {
  const { apiId, domainName, requestId, now, caller } = place;
  return {
    accountId: caller?.accountId ?? 'anonymous',
    apiId,
    ...(caller && { authentication: null, authorizer: { iam: iamOf(caller) } }),
    domainName,
    domainPrefix: apiId,
    http: {
      method: request.method ?? 'GET',
      path,
      protocol: `HTTP/${request.httpVersion}`,
      sourceIp: request.socket.remoteAddress ?? '',
      userAgent: request.headers['user-agent'] ?? '',
    },
    requestId,
    routeKey: '$default',
    stage: '$default',
    time: commonLogTime(now),
    timeEpoch: now,
  };
}

function iamOf({ accountId, userArn, accessKey }: NonNullable<UrlPlace['caller']>): Record<string, unknown> {
  return {
    accessKey,
    accountId,
    callerId: accountId,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn,
    userId: accountId,
  };
}

function bodyOf(request: IncomingMessage, body: Uint8Array): Record<string, unknown> {
  if (body.length === 0) return { isBase64Encoded: false };
  const isText = textType.test(request.headers['content-type'] ?? '') && isUtf8(body);
  return { body: Buffer.from(body).toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
}

/** `12/Mar/2020:19:03:58 +0000` */
function commonLogTime(now: number): string {
  const [, day, month, year, time] = new Date(now).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}
