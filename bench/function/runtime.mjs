/** The smallest runtime that keeps its connection: asks for events and answers with them. */
import { Agent, request } from 'node:http';

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new Agent({ keepAlive: true });

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host, port, method, path: `/2018-06-01/runtime/invocation/${path}`, agent },
      (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('end', () =>
          resolve({ id: answer.headers['lambda-runtime-aws-request-id'], body: Buffer.concat(parts) }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

for (;;) {
  const { id, body } = await call('GET', 'next');
  const { milliseconds = 0 } = JSON.parse(body);
  if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
  await call('POST', `${id}/response`, body);
}
