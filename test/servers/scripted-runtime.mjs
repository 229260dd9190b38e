/** A runtime that does what events ask for: `{"do":"echo"}` … The start can be scripted by the variable STARTUP. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { request } from 'node:http';

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const api = '/2018-06-01/runtime';
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function appears(path) {
  while (!existsSync(path)) await sleep(5);
}

function call(method, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const sent = request({ host, port, method, path, headers }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => resolve({ headers: answer.headers, body: Buffer.concat(parts) }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const actions = {
  echo: async (event) => ({ ...event, pid: process.pid }),
  environment: async () => process.env,
  sleep: async ({ milliseconds }) => {
    await sleep(milliseconds);
    return { slept: milliseconds, pid: process.pid };
  },
  await: async ({ path }) => {
    await appears(path);
    return { pid: process.pid };
  },
  print: async ({ text, stream = 'stdout' }) => process[stream].write(text),
  exit: async ({ code }) => process.exit(code),
  kill: async ({ signal }) => {
    process.kill(process.pid, signal);
    await sleep(60_000);
  },
  throw: async ({ type, message }) => {
    throw Object.assign(new Error(message), { name: type });
  },
  large: async ({ bytes }) => 'x'.repeat(bytes - 2),
  hang: () => new Promise(() => setInterval(() => undefined, 1000)),
};

function stream(id, { parts, pause = 0, breakOff = false }) {
  return new Promise((resolve, reject) => {
    const headers = { 'Lambda-Runtime-Function-Response-Mode': 'streaming', 'Transfer-Encoding': 'chunked' };
    const sent = request(
      { host, port, method: 'POST', path: `${api}/invocation/${id}/response`, headers },
      (answer) => answer.resume().on('end', resolve),
    );
    sent.on('error', reject);
    (async () => {
      for (const part of parts) {
        sent.write(part);
        await sleep(pause);
      }
      if (breakOff) process.exit(1);
      sent.end();
    })();
  });
}

/** Sends half of what it announces, and goes on without its connection. */
function sendHalf(id) {
  return new Promise((resolve) => {
    const headers = { 'Content-Length': 100 };
    const sent = request({ host, port, method: 'POST', path: `${api}/invocation/${id}/response`, headers });
    sent.on('error', () => resolve());
    sent.write('half', () => setTimeout(() => sent.destroy(), 20));
    sent.on('close', resolve);
  });
}

async function handle() {
  const { headers, body } = await call('GET', `${api}/invocation/next`);
  const id = headers['lambda-runtime-aws-request-id'];
  const event = JSON.parse(body.toString());
  if (event.do === 'stream') return stream(id, event);
  if (event.do === 'half') return sendHalf(id);
  try {
    const answer = await actions[event.do](event, headers);
    await call('POST', `${api}/invocation/${id}/response`, JSON.stringify(answer), event.headers);
  } catch (error) {
    const said = { errorType: error.name, errorMessage: error.message, stackTrace: [] };
    await call('POST', `${api}/invocation/${id}/error`, JSON.stringify(said), {
      'Lambda-Runtime-Function-Error-Type': 'Unhandled',
    });
  }
  if (event.after) process.stdout.write(event.after);
  if (event.thenAwait) await appears(event.thenAwait);
  if (event.thenExit !== undefined) process.exit(event.thenExit);
}

const startup = JSON.parse(process.env.STARTUP ?? '{}');
if (startup.print) process.stdout.write(startup.print);
if (startup.log) execFileSync('sh', ['-c', `echo start >> ${startup.log}`]);
if (startup.sleep) await sleep(startup.sleep);
if (startup.exit !== undefined) process.exit(startup.exit);
if (startup.error) {
  const said = { errorType: startup.error, errorMessage: 'cannot start', stackTrace: [] };
  await call('POST', `${api}/init/error`, JSON.stringify(said), {
    'Lambda-Runtime-Function-Error-Type': startup.error,
  });
  process.exit(1);
}
for (;;) await handle();
