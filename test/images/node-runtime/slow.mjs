/** Takes INIT_MILLISECONDS to load. */
import { setTimeout as sleep } from 'node:timers/promises';

await sleep(Number(process.env.INIT_MILLISECONDS ?? 2000));

export async function echo(event) {
  return event;
}
