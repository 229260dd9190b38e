/**
 * `node scripts/images/unpack-older-python.mjs`: Debian 11's Python with its C library (glibc 2.31, as old as that of Amazon
 * Linux 2 in what it says of a missing /dev/shm); the folder that holds them, as the root of a file system, is all of stdout.
 * Taken from the mirror that this machine has, once a machine, in a few seconds; nothing is installed.
 */
import { spawn } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { oneAtATime } from './machine-lock.mjs';

const suite = 'bullseye';
const packages = [
  'libc6',
  'libcrypt1',
  'libexpat1',
  'libpython3.9-minimal',
  'libpython3.9-stdlib',
  'python3.9-minimal',
  'zlib1g',
];
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
const key = `python-3.9-debian-${suite}-${process.arch}`;
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'lading-test');
const folder = join(cache, key);

async function ensurePython() {
  if (await exists(folder)) return;
  await mkdir(cache, { recursive: true });
  const workshop = await mkdtemp(join(cache, 'unpacking-'));
  try {
    await rename(await unpack(await download(workshop), workshop), folder);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

/** By apt itself, which checks the signatures, with everything that it writes in the workshop. The folder with the packages. */
async function download(workshop) {
  const place = (name) => join(workshop, name);
  await mkdir(place('lists/partial'), { recursive: true });
  await mkdir(place('cache/archives/partial'), { recursive: true });
  await mkdir(place('packages'));
  await writeFile(place('status'), '');
  const signed = (await exists(keyring)) ? `[signed-by=${keyring}] ` : '';
  await writeFile(place('sources.list'), `deb ${signed}${await mirror()} ${suite} main\n`);
  const settings = {
    'Dir::Etc::sourcelist': place('sources.list'),
    'Dir::Etc::sourceparts': '-',
    'Dir::State::lists': place('lists'),
    'Dir::State::status': place('status'),
    'Dir::Cache': place('cache'),
    'APT::Sandbox::User': '',
    'Acquire::Languages': 'none',
    'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled': 'false',
    'Acquire::Retries': '3',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  await run('apt-get', ['-qq', ...options, 'update'], workshop);
  await run('apt-get', ['-qq', ...options, 'download', ...packages], place('packages'));
  return place('packages');
}

/** What a program needs to run; documentation and conversion tables are left behind. The root. */
async function unpack(from, workshop) {
  const root = join(workshop, 'root');
  for (const name of await readdir(from)) await run('dpkg-deb', ['-x', join(from, name), root], workshop);
  const left = [
    'usr/share',
    'etc',
    ...(await readdir(join(root, 'usr/lib'))).map((arch) => `usr/lib/${arch}/gconv`),
  ];
  for (const name of left) await rm(join(root, name), { recursive: true, force: true });
  return root;
}

/** Where this machine gets Debian from. */
async function mirror() {
  const parts = await readdir('/etc/apt/sources.list.d').catch(() => []);
  const files = ['/etc/apt/sources.list', ...parts.map((name) => `/etc/apt/sources.list.d/${name}`)];
  const texts = await Promise.all(files.map((path) => readFile(path, 'utf8').catch(() => '')));
  const found = texts.flatMap(
    (text) => /^(?:URIs:|deb\b).*?(https?:\/\/\S+\/debian)\/?(?=\s|$)/m.exec(text)?.[1] ?? [],
  );
  if (found.length === 0) throw new Error('no mirror of Debian is named in /etc/apt');
  return found[0];
}

async function run(command, args, cwd) {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    words = (words + text).slice(-4000);
  });
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`${command} ${args.at(-1)} ended with ${code}:\n${words}`);
}

function exists(path) {
  return access(path).then(
    () => true,
    () => false,
  );
}

try {
  await oneAtATime(key, ensurePython);
  process.stdout.write(`${folder}\n`);
} catch (error) {
  process.stderr.write(`No older Python: ${error.message}\n`);
  process.exitCode = 3;
}
