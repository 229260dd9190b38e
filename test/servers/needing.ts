/** Tests that need programs which are not on every machine: skipped where one is missing, and saying so. */
import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { describe, it, test } from 'vitest';

const howToInstall = {
  autoconf: 'apt-get install autoconf',
  automake: 'apt-get install automake',
  aws: 'apt-get install awscli',
  'recent aws': 'pip install -r .ci/requirements.txt',
  cmake: 'apt-get install cmake',
  'dpkg-deb': 'a Debian system',
  'g++': 'apt-get install g++',
  htpasswd: 'apt-get install apache2-utils',
  ip: 'apt-get install iproute2',
  libtoolize: 'apt-get install libtool',
  make: 'apt-get install make',
  moto_server: 'pip install -r .ci/requirements.txt',
  openssl: 'apt-get install openssl',
  skopeo: 'apt-get install skopeo',
  '/bin/busybox': 'apt-get install busybox-static',
  '/usr/bin/docker-registry': 'apt-get install docker-registry',
  '/usr/bin/python3': 'apt-get install python3',
} as const;

export type TestProgram = keyof typeof howToInstall;

interface TestFunctions {
  readonly describe: typeof describe | typeof describe.skip;
  readonly it: typeof it | typeof it.skip;
  readonly test: typeof test | typeof test.skip;
}

/**
 * vitest's own functions; where a program is missing, those that skip, and with them hooks that stand beside the skipped.
 * Under `CI=true` nothing is skipped: what cannot run fails.
 */
export function needing(...programs: readonly TestProgram[]): TestFunctions {
  const absence = absenceOf(...programs);
  if (absence === undefined || process.env.CI === 'true') return { describe, it, test };
  test.skip(absence);
  return { describe: describe.skip, it: it.skip, test: test.skip };
}

/** `needs skopeo (apt-get install skopeo)`; undefined when everything is there. */
export function absenceOf(...programs: readonly TestProgram[]): string | undefined {
  const missing = programs.filter((program) =>
    program === 'recent aws' ? !(isInstalled('aws') && knowsRecentSettings()) : !isInstalled(program),
  );
  if (missing.length === 0) return undefined;
  return `needs ${missing.map((program) => `${program} (${howToInstall[program]})`).join(' and ')}`;
}

/** Debian 12 has an AWS CLI of January 2023, which leaves out what Lambda has learned since: recursion, logging, streaming. */
function knowsRecentSettings(): boolean {
  const version = execFileSync('aws', ['--version'], { encoding: 'utf8' });
  const [, major, minor] = /^aws-cli\/(\d+)\.(\d+)/.exec(version) ?? [];
  return major === '1' ? Number(minor) >= 35 : Number(minor) >= 18;
}

function isInstalled(program: string): boolean {
  const folders = isAbsolute(program) ? [''] : (process.env.PATH ?? '').split(delimiter);
  return folders.some((folder) => isExecutable(folder ? join(folder, program) : program));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
