/** Runs one process to its end and takes the time of the whole of it. */
import { spawn } from 'node:child_process';

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined> }} options
 * @returns {Promise<{ milliseconds: number, endedAt: number, stdout: string }>} `endedAt` in milliseconds since the epoch
 * @throws when the exit code is not 0, with everything it printed
 */
export function runProcess(command, args, { cwd, env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    let ended = { milliseconds: 0, endedAt: 0 };
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const printed = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) {
      child[name].setEncoding('utf8').on('data', (text) => {
        printed[name] += text;
      });
    }
    child.on('error', reject);
    child.on('exit', () => {
      ended = { milliseconds: Math.round((performance.now() - started) * 10) / 10, endedAt: Date.now() };
    });
    child.on('close', (code) => {
      if (code === 0) resolve({ ...ended, stdout: printed.stdout });
      else
        reject(
          new Error(`${command} ${args.join(' ')} ended with ${code}:\n${printed.stdout}${printed.stderr}`),
        );
    });
  });
}
