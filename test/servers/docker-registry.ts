/** Starts Debian's `docker-registry` (CNCF distribution) on a loopback port: a registry that we did not write. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';

export interface DockerRegistryOptions {
  /** Ask for Basic auth as `registryLogin`. */
  readonly authenticated?: boolean;
  /** Ask for Basic auth as this user; needs `htpasswd` (apt-get install apache2-utils). */
  readonly login?: { readonly username: string; readonly password: string };
  /** Serve https with these PEM files. */
  readonly tls?: { readonly certificate: string; readonly key: string };
  /** Loopback address to listen at; `127.0.0.1` unless told. */
  readonly address?: string;
  /** A free one unless told. */
  readonly port?: number;
}

export interface DockerRegistry {
  /** `127.0.0.1:41233`: the host part of references. */
  readonly host: string;
  readonly url: string;
  /** What the registry has logged so far. */
  log(): string;
  close(): Promise<void>;
}

/** The one user of an authenticated registry, as ECR names it. */
export const registryLogin = { username: 'AWS', password: 'token-of-the-test-registry' } as const;

/** bcrypt of `registryLogin.password`, made with `perl -e 'print crypt(…)'`; the registry takes no other kind. */
const passwordHash = '$2y$05$abcdefghijklmnopqrstuuwVa29qD2s0kZk0m9iy3s8kJslhs6yae';

const registryProgram = '/usr/bin/docker-registry';

/** @throws Error when the program is not installed (`apt-get install docker-registry`) or does not start. */
export async function startDockerRegistry(options: DockerRegistryOptions = {}): Promise<DockerRegistry> {
  if (!existsSync(registryProgram))
    throw new Error(`${registryProgram} is missing: apt-get install docker-registry`);
  const folder = await mkdtemp(join(tmpdir(), 'lading-registry-'));
  const config = join(folder, 'config.yml');
  await writeFile(join(folder, 'htpasswd'), passwordFile(options));
  await writeFile(config, stringify(configuration(folder, options)));
  const child = spawn(registryProgram, ['serve', config], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = new RegistryOutput();
  child.stdout.on('data', (bytes: Buffer) => output.take(bytes));
  child.stderr.on('data', (bytes: Buffer) => output.take(bytes));
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  const close = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const started = await Promise.race([output.listening, ended.then(() => undefined)]);
  if (!started) {
    await close();
    throw new Error(`docker-registry did not start:\n${output.text}`);
  }
  const host = `${options.address ?? '127.0.0.1'}:${started}`;
  return { host, url: `${options.tls ? 'https' : 'http'}://${host}`, log: () => output.text, close };
}

/** The password goes to the program's standard input: what is on its command line is for everybody to see. */
function passwordFile({ login }: DockerRegistryOptions): string {
  if (!login) return `${registryLogin.username}:${passwordHash}\n`;
  return execFileSync('htpasswd', ['-niB', login.username], { input: login.password, encoding: 'utf8' });
}

/** https://distribution.github.io/distribution/about/configuration/ */
function configuration(
  folder: string,
  { authenticated, login, tls, address = '127.0.0.1', port = 0 }: DockerRegistryOptions,
): unknown {
  return {
    version: 0.1,
    log: { level: 'info', formatter: 'text' },
    storage: { filesystem: { rootdirectory: join(folder, 'data') }, delete: { enabled: true } },
    http: {
      addr: `${address}:${port}`,
      secret: 'only-for-tests',
      ...(tls && { tls: { certificate: tls.certificate, key: tls.key } }),
    },
    ...((authenticated || login) && {
      auth: { htpasswd: { realm: 'test', path: join(folder, 'htpasswd') } },
    }),
  };
}

/** Collects the log and finds the port in it. */
class RegistryOutput {
  text = '';
  readonly listening: Promise<number>;
  #found: (port: number) => void = () => undefined;

  constructor() {
    this.listening = new Promise((resolve) => {
      this.#found = resolve;
    });
  }

  take(bytes: Buffer): void {
    this.text += bytes.toString('utf8');
    const port = /listening on [^\s"]*:(\d+)/.exec(this.text)?.[1];
    if (port) this.#found(Number(port));
  }
}
