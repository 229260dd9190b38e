/** Makes this machine take a loopback address for an ECR registry's real host name, and the engine trust its certificate. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface EcrHost {
  readonly name: string;
  /** Only this name resolves to it, so that port 443 is free. */
  readonly address: string;
  /** PEM files of a certificate for the name, signed by itself. */
  readonly certificate: string;
  readonly key: string;
  /** The machine is as it was. */
  remove(): void;
}

const hostsFile = '/etc/hosts';
/** https://docs.docker.com/engine/security/certificates/ */
const engineCertificates = '/etc/docker/certs.d';
/** Ends each line that a test adds to the hosts file, with the process that has to remove it. */
const mark = '# lading test, process ';
const owner = 'lading-test-process';

/**
 * Needs root and an engine on this machine. What runs before that were killed have left is swept first; what other running
 * processes have added stays. `folder` gets the certificate.
 */
export function addEcrHost(name: string, folder: string): EcrHost {
  sweep();
  const address = freeAddress();
  const certificate = join(folder, 'registry.crt');
  const key = join(folder, 'registry.key');
  signItself(name, certificate, key);
  const trusted = join(engineCertificates, name);
  mkdirSync(trusted, { recursive: true });
  writeFileSync(join(trusted, owner), String(process.pid));
  writeFileSync(join(trusted, 'ca.crt'), readFileSync(certificate));
  writeFileSync(hostsFile, `${endedLine(readHosts())}${address} ${name} ${mark}${process.pid}\n`);
  return {
    name,
    address,
    certificate,
    key,
    remove() {
      keepLines((line) => !line.endsWith(`${mark}${process.pid}`) || !line.includes(` ${name} `));
      rmSync(trusted, { recursive: true, force: true });
      if (foldersOf(engineCertificates).length === 0)
        rmSync(engineCertificates, { recursive: true, force: true });
    },
  };
}

/** Removes what processes that no longer live have left. */
function sweep(): void {
  keepLines((line) => {
    const [, process] = line.split(mark);
    return process === undefined || lives(Number(process));
  });
  for (const name of foldersOf(engineCertificates)) {
    const folder = join(engineCertificates, name);
    const process = readIfThere(join(folder, owner));
    if (process !== undefined && !lives(Number(process))) rmSync(folder, { recursive: true, force: true });
  }
}

// Written in place: in a container /etc/hosts is a mount that cannot be replaced.
function keepLines(keep: (line: string) => boolean): void {
  const text = readHosts();
  const kept = text
    .split('\n')
    .filter((line) => keep(line))
    .join('\n');
  if (kept !== text) writeFileSync(hostsFile, kept);
}

function readHosts(): string {
  return readFileSync(hostsFile, 'utf8');
}

function endedLine(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

/** One that no line of the hosts file names; all of 127/8 is loopback on Linux. */
function freeAddress(): string {
  const taken = readHosts();
  const [third, fourth] = [(process.pid >> 8) & 255, process.pid & 255];
  for (let second = 87; second < 255; second += 1) {
    const address = `127.${second}.${third}.${Math.max(fourth, 1)}`;
    if (!taken.includes(`${address} `)) return address;
  }
  throw new Error(`${hostsFile} names every address that a test could use`);
}

function signItself(name: string, certificate: string, key: string): void {
  const subject = ['-subj', '/CN=registry of a test', '-addext', `subjectAltName=DNS:${name}`];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', ...kind, ...subject, '-out', certificate, '-keyout', key], {
    stdio: 'pipe',
  });
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function foldersOf(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
