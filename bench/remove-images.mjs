/** Takes out of the engine what a benchmark left in it. */
import { runProcess } from './run-process.mjs';

/** @param {string} label all images built with it */
export async function removeImages(label) {
  const { stdout } = await runProcess('docker', [
    ...['images', '--all', '--quiet', '--no-trunc'],
    ...['--filter', `label=lading.bench=${label}`],
  ]);
  const ids = [...new Set(stdout.split('\n').filter(Boolean))];
  // An image is gone already when the one above it has taken it along.
  await Promise.allSettled(ids.map((id) => runProcess('docker', ['rmi', '--force', id])));
}
