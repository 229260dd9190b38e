/** AWS as a tool sees it, of servers that we did not write: moto, and docker-registry under ECR's real host name. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { type DockerRegistry, startDockerRegistry } from './docker-registry.js';
import { addEcrHost, type EcrHost } from './ecr-host.js';
import { type Moto, type MotoOptions, startMoto } from './moto.js';
import { absenceOf } from './needing.js';

export interface AwsLike {
  readonly account: string;
  readonly region: string;
  /** `ACCOUNT.dkr.ecr.REGION.amazonaws.com`. */
  readonly host: string;
  readonly endpoint: string;
  /** PEM file: what a client has to trust besides the usual. */
  readonly certificate: string;
  /** Everything is gone: processes, folders, the host name, the engine's trust. */
  close(): Promise<void>;
}

/** `describe` for tests that need it. Where it cannot be, they are skipped, and fail under `CI=true`. */
export function describeAwsLike(name: string, body: () => void): void {
  if (absence === undefined) describe(name, body);
  else if (process.env.CI === 'true') test(`${name}: ${absence}`, () => Promise.reject(new Error(absence)));
  else describe.skip(`${name} (${absence})`, body);
}

/** Why it cannot run on this machine. */
const absence: string | undefined =
  process.platform !== 'linux'
    ? 'needs Linux, where all of 127.0.0.0/8 is loopback'
    : process.getuid?.() !== 0
      ? 'needs root, for /etc/hosts, /etc/docker/certs.d and port 443'
      : absenceOf('aws', 'htpasswd', 'moto_server', 'openssl', '/usr/bin/docker-registry', '/bin/busybox');

const region = 'eu-west-1';

/** Takes some seconds. `stubEcr` as moto has it. */
export async function startAwsLike({ stubEcr = true }: Pick<MotoOptions, 'stubEcr'> = {}): Promise<AwsLike> {
  const account = `9${String(process.pid).padStart(8, '0')}${Date.now() % 1000}`.padEnd(12, '0').slice(0, 12);
  const name = `${account}.dkr.ecr.${region}.amazonaws.com`;
  const folder = await mkdtemp(join(tmpdir(), 'lading-aws-like-'));
  const started: { host?: EcrHost; registry?: DockerRegistry; moto?: Moto } = {};
  const close = async (): Promise<void> => {
    started.host?.remove();
    await Promise.all([started.registry?.close(), started.moto?.close()]);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const host = addEcrHost(name, folder);
    started.host = host;
    started.moto = await startMoto({ stubEcr, account });
    started.registry = await startDockerRegistry({
      // moto's ECR hands out this token for every account.
      login: { username: 'AWS', password: `${account}-auth-token` },
      tls: host,
      address: host.address,
      port: 443,
    });
    return {
      account,
      region,
      host: name,
      endpoint: started.moto.url,
      certificate: host.certificate,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
