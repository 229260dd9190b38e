/** Handlers that answer, fail, wait, end, and take what the event says. */
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export async function echo(event) {
  return event;
}

export async function context(_event, given) {
  const { awsRequestId, invokedFunctionArn, functionName, functionVersion, memoryLimitInMB } = given;
  return {
    awsRequestId,
    invokedFunctionArn,
    functionName,
    functionVersion,
    memoryLimitInMB,
    logGroupName: given.logGroupName,
    logStreamName: given.logStreamName,
    clientContext: given.clientContext,
    identity: given.identity,
    remaining: given.getRemainingTimeInMillis(),
    user: process.getuid(),
    folder: process.cwd(),
  };
}

export function withCallback(event, _context, callback) {
  callback(null, { called: event });
}

export async function fails() {
  throw new TypeError('the event is odd');
}

export async function waits(event) {
  await sleep(event.milliseconds);
  return event;
}

export async function leaves() {
  process.exit(3);
}

export async function big(event) {
  return 'x'.repeat(event.bytes);
}

export async function hungry(event) {
  // Filled, since memory that nobody wrote to is not there.
  return Array.from({ length: event.megabytes }, () => Buffer.alloc(1024 * 1024, 1)).length;
}

export async function writesHome() {
  const folder = join(homedir(), '.cache');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'model.bin'), 'weights');
  return 'written';
}

export async function talks(event) {
  for (let line = 1; line <= event.lines; line += 1) process.stdout.write(`line ${line}\n`);
  return event.lines;
}
