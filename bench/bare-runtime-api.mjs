/** A Runtime API that does nothing but hand out events and take answers: what no tool can do without. */
import { createServer } from 'node:http';

/**
 * @param {string} address to listen on
 * @returns {Promise<{ port: number, firstNext: Promise<number>, invoke(event: string): Promise<string>, close(): void }>}
 *   `firstNext`: when it was first asked for an event, by the monotonic clock
 */
export async function bareRuntimeApi(address) {
  let asked;
  let wake;
  const firstNext = new Promise((resolve) => {
    asked = resolve;
  });
  let waiting;
  let id = 0;
  const answers = new Map();
  const server = createServer((request, response) => {
    if (request.url.endsWith('/next')) {
      asked(performance.now());
      waiting = response;
      wake?.();
      return;
    }
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      answers.get(request.url.split('/').at(-2))?.(Buffer.concat(parts).toString());
      response.writeHead(202).end();
    });
  });
  await new Promise((resolve) => server.listen(0, address, resolve));
  return {
    port: server.address().port,
    firstNext,
    async invoke(event) {
      if (!waiting) await new Promise((resolve) => (wake = resolve));
      const response = waiting;
      waiting = undefined;
      id += 1;
      const answer = new Promise((resolve) => answers.set(String(id), resolve));
      response.writeHead(200, { 'lambda-runtime-aws-request-id': String(id) }).end(event);
      return answer;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
