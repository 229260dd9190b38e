/** Reads what a function answered to a function URL. */

import { validateHeaderName, validateHeaderValue } from 'node:http';
import { splitPrelude } from './read-prelude.js';

export interface UrlAnswer {
  readonly status: number;
  /** As the function spelled them; a name may have several values. */
  readonly headers: Readonly<Record<string, string>>;
  /** Values of `set-cookie`. */
  readonly cookies: readonly string[];
  readonly body: Uint8Array;
}

type Members = Readonly<Record<string, unknown>>;

/**
 * JSON without `statusCode` is the body of a 200; a text without its quotes, as recorded. Undefined for what is not JSON or has
 * members of other types than the format's, which function URLs answer with 502. A stream that was collected is understood too.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-response-payload
 */
export function parseUrlAnswer(payload: Uint8Array): UrlAnswer | undefined {
  const streamed = splitPrelude(Buffer.from(payload));
  if (streamed) {
    const head = parseHead(parseJson(streamed.head));
    return head && { ...head, body: streamed.body };
  }
  const value = parseJson(Buffer.from(payload).toString('utf8'));
  if (value === undefined) return undefined;
  if (!isObject(value) || value.statusCode === undefined) {
    const body = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
    return { status: 200, headers: { 'content-type': 'application/json' }, cookies: [], body };
  }
  const head = parseHead(value);
  const body = bodyOf(value);
  return head && body && { ...head, body };
}

/** Status, headers and cookies of such an answer or of a stream's prelude; undefined when they are not of these types. */
export function parseHead(value: unknown): Omit<UrlAnswer, 'body'> | undefined {
  if (!isObject(value)) return undefined;
  const status = Number(value.statusCode ?? 200);
  const { headers = {}, cookies = [] } = value;
  if (!Number.isInteger(status) || status < 200 || status > 599) return undefined;
  if (!isObject(headers) || !Array.isArray(cookies)) return undefined;
  const texts = Object.entries(headers).map(([name, item]) => [name, String(item)] as const);
  const values = [...texts, ...cookies.map((text) => ['set-cookie', String(text)] as const)];
  if (!values.every(([name, text]) => isSendable(name, text))) return undefined;
  const hasType = texts.some(([name]) => name.toLowerCase() === 'content-type');
  return {
    status,
    headers: { ...(!hasType && { 'content-type': 'application/json' }), ...Object.fromEntries(texts) },
    cookies: cookies.map(String),
  };
}

function isSendable(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    // Node says by throwing that it would not send them.
    return false;
  }
}

function bodyOf({ body, isBase64Encoded }: Members): Uint8Array | undefined {
  if (body === undefined || body === null) return new Uint8Array();
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return Buffer.from(text, isBase64Encoded === true ? 'base64' : 'utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // A custom runtime may answer anything.
    return undefined;
  }
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
