/** Runs a command on a pseudo-terminal and tells what a person sees. */
import { spawn } from 'node:child_process';
import { screenOf } from './terminal-screen.js';

export interface TerminalRun {
  readonly code: number | null;
  /** The lines on the screen at the end, without those that were drawn over. */
  readonly screen: string[];
  /** Every byte that the terminal was sent. */
  readonly raw: string;
}

export interface TerminalOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Once this appears, Ctrl-C is pressed. */
  readonly interruptAt?: string;
  /** Other keys than Ctrl-C. */
  readonly keys?: string;
}

/** `script` (util-linux, on every Linux) makes the terminal: 80 columns, 24 rows. */
export function runOnTerminal(
  command: string,
  { cwd, env, interruptAt, keys = '\x03' }: TerminalOptions,
): Promise<TerminalRun> {
  return new Promise((resolve, reject) => {
    const line = `stty cols 80 rows 24; exec ${command}`;
    const child = spawn('script', ['--quiet', '--flush', '--return', '--command', line, '/dev/null'], {
      cwd,
      env: { ...process.env, TERM: 'xterm', NO_COLOR: undefined, CI: undefined, ...env, SHELL: '/bin/sh' },
    });
    let raw = '';
    let pressed = interruptAt === undefined;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      raw += text;
      if (pressed || !raw.includes(interruptAt ?? '')) return;
      pressed = true;
      child.stdin.write(keys);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, raw, screen: screenOf(raw) }));
  });
}
