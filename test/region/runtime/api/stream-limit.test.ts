import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { receiveStream } from '../../../../src/region/runtime/api/receive-stream.js';
import type { Received } from '../../../../src/region/runtime/api/received.js';

test('a stream above the limit is cut for the consumer and read to its end for the runtime', async () => {
  const received = new Promise<Received & { text: string; problem: string }>((resolve) => {
    const server = createServer((incoming: IncomingMessage, response) => {
      let consumed: Promise<[string, string]> | undefined;
      void receiveStream(
        incoming,
        ({ body }) => {
          consumed = read(body);
        },
        10,
      ).then(async (how) => {
        response.end();
        const [text, problem] = (await consumed) ?? ['', ''];
        resolve({ ...how, text, problem });
      });
    });
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      const call = request({ host: '127.0.0.1', port, method: 'POST' });
      call.write('0123456789');
      setTimeout(() => call.end('too much'), 50);
    });
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
  });
  const { ending, refusal, text, problem } = await received;
  expect(text).toBe('0123456789');
  expect(problem).toContain('more than 10 bytes');
  expect(ending).toMatchObject({ kind: 'streamed', error: { errorType: 'Function.ResponseSizeTooLarge' } });
  expect([refusal?.status, refusal?.message]).toEqual([
    413,
    'Exceeded maximum allowed payload size (10 bytes).',
  ]);
});

async function read(body: AsyncIterable<Uint8Array>): Promise<[text: string, problem: string]> {
  let text = '';
  try {
    for await (const chunk of body) text += Buffer.from(chunk).toString();
    return [text, ''];
  } catch (error) {
    return [text, (error as Error).message];
  }
}
