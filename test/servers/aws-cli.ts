/** Asks a server through the AWS CLI: what was deployed, in the eyes of a program that we did not write. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export type AwsCli = (...args: readonly string[]) => Promise<Record<string, unknown>>;

const run = promisify(execFile);

/** The JSON that a call prints, `{}` when it prints nothing. Rejects with what it says on stderr. */
export function awsCli(endpoint: string, region: string): AwsCli {
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'AKIDOFTHECLI',
    AWS_SECRET_ACCESS_KEY: 'secret-of-the-cli',
    AWS_CONFIG_FILE: '/nonexistent',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
    AWS_PAGER: '',
    // A refusal is wanted at once: the CLI asks five times again after some.
    AWS_MAX_ATTEMPTS: '1',
  };
  // Debian's AWS CLI is older than AWS_ENDPOINT_URL: it would ask AWS itself.
  const place = ['--endpoint-url', endpoint, '--region', region, '--output', 'json'];
  return async (...args) => {
    const { stdout } = await run('aws', [...args, ...place], { env });
    return stdout.trim() === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>);
  };
}
