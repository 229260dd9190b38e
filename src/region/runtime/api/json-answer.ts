/** Answers with a JSON document. */
import type { ServerResponse } from 'node:http';

/** Writes status, headers and document in one piece. */
export function answerJson(
  response: ServerResponse,
  status: number,
  document: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = `${JSON.stringify(document)}\n`;
  response
    .writeHead(status, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
      ...headers,
    })
    .end(body);
}

/** What every report that was taken is answered with. */
export function answerAccepted(response: ServerResponse): void {
  answerJson(response, 202, { status: 'OK' });
}
