/** One at a time on this machine, across processes: the kernel lets go of the lock when its process ends, however it does. */
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const retryMilliseconds = 100;

/**
 * @template T
 * @param {string} name at most 60 characters
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function oneAtATime(name, work) {
  const lock = await take(name);
  try {
    return await work();
  } finally {
    await new Promise((resolve) => lock.close(resolve));
  }
}

async function take(name) {
  for (;;) {
    const lock = await listen(name);
    if (lock) return lock;
    await sleep(retryMilliseconds);
  }
}

/** Names of sockets that begin with a zero byte are in no folder and belong to one process (unix(7), "abstract"). */
function listen(name) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', (error) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)));
    server.listen(`\0lading-test/${name}`, () => resolve(server));
  });
}
