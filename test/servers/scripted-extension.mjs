#!/usr/bin/env node
/** An external extension: says every event on stdout. `EXTENSION` tells what else: `{"ignoreShutdown":true}`, `{"exit":7}` … */
import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { basename } from 'node:path';

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const name = basename(process.argv[1]);
const say = (text) => process.stdout.write(`${text}\n`);
const wish = JSON.parse(process.env.EXTENSION ?? '{}');

function call(method, path, headers, body) {
  return new Promise((resolve, reject) => {
    const whole = path.startsWith('/') ? path : `/2020-01-01/extension/${path}`;
    const sent = request({ host, port, method, path: whole, headers }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => resolve({ headers: answer.headers, text: Buffer.concat(parts).toString() }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function endOnceThere(path) {
  while (!existsSync(path)) await new Promise((done) => setTimeout(done, 5));
  process.exit(5);
}

if (wish.exit !== undefined) process.exit(wish.exit);
if (wish.silent) await new Promise(() => setInterval(() => undefined, 1000));
const events = JSON.stringify({ events: ['INVOKE', 'SHUTDOWN'] });
const registered = await call('POST', 'register', { 'Lambda-Extension-Name': name }, events);
const identified = { 'Lambda-Extension-Identifier': registered.headers['lambda-extension-identifier'] };
if (wish.telemetry) {
  const destination = { protocol: 'HTTP', URI: 'http://sandbox.localdomain:8080' };
  const subscription = { schemaVersion: '2022-12-13', types: wish.telemetry, destination };
  const headers = { ...identified, 'Content-Type': 'application/json' };
  await call('PUT', '/2022-07-01/telemetry', headers, JSON.stringify(subscription));
}
if (wish.failAtInit) {
  const headers = { ...identified, 'Lambda-Extension-Function-Error-Type': wish.failAtInit };
  await call('POST', 'init/error', headers, '{"errorMessage":"no licence"}');
  process.exit(1);
}
for (;;) {
  const event = JSON.parse((await call('GET', 'event/next', identified)).text);
  say(`${event.eventType} ${event.shutdownReason ?? ''}`);
  if (event.eventType === 'SHUTDOWN' && !wish.ignoreShutdown) process.exit(0);
  if (event.eventType === 'SHUTDOWN') setInterval(() => say('still here'), 10);
  if (event.eventType === 'INVOKE' && wish.work) await new Promise((done) => setTimeout(done, wish.work));
  if (event.eventType === 'INVOKE' && wish.endsOn) await endOnceThere(wish.endsOn);
  if (event.eventType === 'INVOKE' && wish.endsAtRestOn) endOnceThere(wish.endsAtRestOn);
  if (event.eventType === 'INVOKE' && wish.failAfterInvoke) {
    const headers = { ...identified, 'Lambda-Extension-Function-Error-Type': 'Extension.LostConnection' };
    await call('POST', 'exit/error', headers, '{"errorMessage":"lost"}');
    process.exit(1);
  }
}
