/** What both sides deploy to: one local region in a process of its own, an execution role, and a folder for everything. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProcess } from './run-process.mjs';

export const lading = fileURLToPath(new URL('../bin/run.js', import.meta.url));

/** Milliseconds; what `lading region start` is told. */
export const latency = 30;
export const activationDelay = 2000;

const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

/**
 * @typedef {object} World
 * @property {string} folder
 * @property {string} registry host and port
 * @property {string} role ARN
 * @property {Record<string, string | undefined>} env for lading, the AWS CLI and docker alike
 * @property {() => Promise<LoggedRequest[]>} takeRequests the requests since the last call
 * @property {() => Promise<void>} stop removes all that was made, but for images
 * @typedef {{ service: string, operation: string, mutating: boolean, at: number, requestBytes: number }} LoggedRequest
 *
 * @returns {Promise<World>}
 */
export async function startWorld() {
  const folder = await mkdtemp(join(tmpdir(), 'lading-bench-'));
  const { child, url } = await startRegion(join(folder, 'region'));
  const env = environment(url, folder);
  const role = JSON.parse(
    (
      await runProcess(
        'aws',
        [
          ...['iam', 'create-role', '--role-name', 'bench', '--output', 'json'],
          ...['--assume-role-policy-document', JSON.stringify(trust)],
        ],
        { env },
      )
    ).stdout,
  ).Role.Arn;
  return {
    folder,
    registry: url.replace('http://', ''),
    role,
    env,
    async takeRequests() {
      const { requests } = await (await fetch(`${url}/_lading/requests`)).json();
      await fetch(`${url}/_lading/requests`, { method: 'DELETE' });
      return requests;
    },
    async stop() {
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGINT');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function startRegion(data) {
  const flags = ['--port', '0', '--latency', `${latency}ms`, '--activation-delay', `${activationDelay}ms`];
  const child = spawn(process.execPath, [lading, 'region', 'start', '--json', '--data', data, ...flags], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part) => {
      text += part;
      if (text.endsWith('}\n')) resolve({ child, url: JSON.parse(text).url });
    });
    child.once('close', (code) => reject(new Error(`the local region ended with ${code}`)));
  });
}

/** Nothing of the machine's own AWS or docker configuration decides, or is changed by docker login. */
function environment(url, folder) {
  const { AWS_PROFILE: _profile, AWS_SESSION_TOKEN: _token, ...rest } = process.env;
  return {
    ...rest,
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_CONFIG_FILE: join(folder, 'none'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
    AWS_PAGER: '',
    DOCKER_CONFIG: join(folder, 'docker'),
  };
}
