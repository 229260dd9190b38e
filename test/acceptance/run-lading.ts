/** Runs the built command line as a child process, as a user would. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Record<string, string | undefined>;
  /** Gets the child while it runs, to kill or interrupt it. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** Ends when the process has ended; never throws for an exit code. */
export function runLading(args: readonly string[], options: RunOptions): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...args], {
      cwd: options.cwd,
      env: childEnvironment(options.env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    options.onStart?.(child);
  });
}

/** The one JSON document on stdout. Fails with both streams in the message when it is anything else. */
export function document<T = Record<string, never>>(run: Run): T {
  try {
    return JSON.parse(run.stdout) as T;
  } catch {
    throw new Error(
      `no single JSON document on stdout (exit ${run.code}):\n${run.stdout}\n--- stderr\n${run.stderr}`,
    );
  }
}

/** No credentials, profile or region of the machine may decide a test. */
function childEnvironment(extra: RunOptions['env']): NodeJS.ProcessEnv {
  const {
    AWS_PROFILE: _p,
    AWS_REGION: _r,
    AWS_DEFAULT_REGION: _d,
    AWS_ACCESS_KEY_ID: _k,
    AWS_SECRET_ACCESS_KEY: _s,
    AWS_SESSION_TOKEN: _t,
    AWS_ENDPOINT_URL: _e,
    ...rest
  } = process.env;
  return {
    ...rest,
    NO_COLOR: '1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/nonexistent',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
    ...extra,
  };
}
