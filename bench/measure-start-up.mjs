/** Measures how long lading takes to start, against Node.js with nothing to do. */
import { runProcess } from './run-process.mjs';
import { lading } from './start-world.mjs';

const commands = {
  'node -e 0': ['-e', '0'],
  'lading --version': [lading, '--version'],
  'lading --help': [lading, '--help'],
  'lading deploy --help': [lading, 'deploy', '--help'],
  // Loads oclif and a command, as all do that are no question for help.
  'lading region status': [lading, 'region', 'status'],
};

/**
 * Milliseconds by command, in rounds: a slow moment of the machine meets all of them.
 * @param {number} rounds
 * @returns {Promise<Record<string, number[]>>}
 */
export async function measureStartUp(rounds) {
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const [name, args] of Object.entries(commands)) {
      const { milliseconds } = await runProcess(process.execPath, args);
      // The first round warms the disk cache.
      if (round >= 0) times[name].push(milliseconds);
    }
  }
  return times;
}
