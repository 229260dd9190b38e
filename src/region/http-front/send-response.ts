/** Answers an HTTP request with what a function returned. */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { parseUrlAnswer, type UrlAnswer } from './url-answer.js';

/** Headers that go over the function's own, e.g. those of CORS. */
export type OverridingHeaders = Readonly<Record<string, string>>;

/** Sends the whole answer: a function URL's, or 502 where the payload is none. Safe where the client has gone. */
export function sendResponse(
  response: ServerResponse,
  payload: Uint8Array,
  over: OverridingHeaders = {},
): void {
  const answer = parseUrlAnswer(payload);
  if (!answer) {
    sendFailure(response, over);
    return;
  }
  const { body } = answer;
  response.writeHead(answer.status, { ...headersOf(answer, over), 'content-length': body.length }).end(body);
}

/** What a function URL answers when the function failed, as recorded; why it failed stands in the log alone. */
export function sendFailure(response: ServerResponse, over: OverridingHeaders = {}): void {
  const body = 'Internal Server Error';
  response
    .writeHead(502, { 'content-type': 'text/plain', 'content-length': Buffer.byteLength(body), ...over })
    .end(body);
}

/** Headers as Node sends them; the function's own length and framing would contradict what is sent. */
export function headersOf(
  { headers, cookies }: Omit<UrlAnswer, 'body'>,
  over: OverridingHeaders,
): OutgoingHttpHeaders {
  const hidden = new Set(['content-length', 'transfer-encoding', 'connection', ...Object.keys(over)]);
  const own = Object.entries(headers).filter(([name]) => !hidden.has(name.toLowerCase()));
  return { ...Object.fromEntries(own), ...(cookies.length > 0 && { 'set-cookie': [...cookies] }), ...over };
}
