/** A Lambda runtime: asks for an event, calls the handler, answers, again and again.
 *  https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
import { Agent, request } from 'node:http';

const host = process.env.AWS_LAMBDA_RUNTIME_API;
const agent = new Agent({ keepAlive: true });

if (!host) {
  process.stderr.write('AWS_LAMBDA_RUNTIME_API is not set: this image is started by Lambda, not by hand.\n');
  process.exit(1);
}
const handler = await loadHandler(process.argv[2] ?? '').catch(reportInit);
for (;;) await answerNext(handler);

/** `handler.greet` is the export `greet` of `handler.mjs`. */
async function loadHandler(name) {
  const [, file, key] = /^(.+)\.(\w+)$/.exec(name) ?? [];
  if (!file) throw new Error(`CMD is "${name}"; write FILE.FUNCTION, for example handler.greet`);
  const found = (await import(new URL(`${file}.mjs`, import.meta.url)))[key];
  if (typeof found !== 'function') throw new Error(`${file}.mjs exports no function ${key}`);
  return found;
}

async function answerNext(handle) {
  // Lambda freezes the process here for minutes or hours, so there must be no timeout.
  const { headers, body } = await call('GET', '/invocation/next');
  const invocation = `/invocation/${headers['lambda-runtime-aws-request-id']}`;
  try {
    const context = {
      requestId: headers['lambda-runtime-aws-request-id'],
      functionArn: headers['lambda-runtime-invoked-function-arn'],
      deadline: new Date(Number(headers['lambda-runtime-deadline-ms'])),
    };
    const result = (await handle(JSON.parse(body), context)) ?? null;
    await call('POST', `${invocation}/response`, JSON.stringify(result));
  } catch (error) {
    await call('POST', `${invocation}/error`, describe(error));
  }
}

async function reportInit(error) {
  await call('POST', '/init/error', describe(error));
  process.exit(1);
}

function describe(thrown) {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const stackTrace = (error.stack ?? '').split('\n').slice(1);
  return JSON.stringify({ errorMessage: error.message, errorType: error.name, stackTrace });
}

/** One request to the Runtime API; anything but a 2xx ends the process, and Lambda starts a new one. */
function call(method, path, payload) {
  return new Promise((resolve, reject) => {
    const url = `http://${host}/2018-06-01/runtime${path}`;
    const outgoing = request(url, { method, agent }, async (response) => {
      const chunks = await response.toArray();
      const body = Buffer.concat(chunks).toString();
      if (response.statusCode < 300) resolve({ headers: response.headers, body });
      else reject(new Error(`${method} ${path}: HTTP ${response.statusCode} ${body}`));
    });
    outgoing.on('error', reject).end(payload);
  });
}
