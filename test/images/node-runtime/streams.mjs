/** Handlers that stream their answer; `awslambda` is a global that the runtime interface client gives. */
import { setTimeout as sleep } from 'node:timers/promises';

export const chunks = globalThis.awslambda.streamifyResponse(async (event, stream) => {
  for (const chunk of event.chunks ?? ['one ', 'two ', 'three']) {
    stream.write(chunk);
    await sleep(event.pause ?? 0);
  }
  if (event.fail) throw new Error('it broke off in the middle');
  stream.end();
});

export const page = globalThis.awslambda.streamifyResponse(async (_event, stream) => {
  const answer = globalThis.awslambda.HttpResponseStream.from(stream, {
    statusCode: 201,
    headers: { 'content-type': 'text/plain', 'x-kind': 'page' },
    cookies: ['a=b'],
  });
  answer.write('hello ');
  answer.write('world');
  answer.end();
});
