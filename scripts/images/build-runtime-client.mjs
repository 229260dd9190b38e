/**
 * `node scripts/images/build-runtime-client.mjs`: AWS's runtime interface client for Node.js, compiled for this machine's Node.js;
 * the folder of the package is all of stdout. Built once a machine, in a minute or two.
 */
import { spawn } from 'node:child_process';
import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { oneAtATime } from './machine-lock.mjs';

const version = '3.3.0';
const key = `aws-lambda-ric-${version}-${process.platform}-${process.arch}-abi${process.versions.modules}`;
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'lading-test');
const folder = join(cache, key);

/** What Debian has it in is installed by scripts/test-tools.sh: cmake autoconf automake libtool g++ make python3. */
async function ensureClient() {
  if (await exists(folder)) return;
  await mkdir(cache, { recursive: true });
  const workshop = await mkdtemp(join(cache, 'building-'));
  try {
    say(`Compiling aws-lambda-ric ${version} into ${folder} …`);
    await rename(await compile(workshop), folder);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

/**
 * What npm would run as its install scripts, which newer versions of npm leave out, and without the second compilation that its
 * postinstall does.
 */
async function compile(workshop) {
  await writeFile(join(workshop, 'package.json'), '{"private":true}');
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
  await run('npm', ['install', ...quiet, `aws-lambda-ric@${version}`], workshop);
  const client = join(workshop, 'node_modules/aws-lambda-ric');
  await run('sh', ['scripts/preinstall.sh'], client);
  await run(process.execPath, [join(workshop, 'node_modules/node-gyp/bin/node-gyp.js'), 'rebuild'], client);
  await rename(join(client, 'build/Release/rapid-client.node'), join(client, 'dist/rapid-client.node'));
  for (const left of ['build', 'deps', 'node-addon-api', 'src'])
    await rm(join(client, left), { recursive: true, force: true });
  return client;
}

async function run(command, args, cwd) {
  const child = spawn(command, args, { cwd, env: await environment(), stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      words = (words + text).slice(-4000);
    });
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${words}`);
}

/** node-gyp would download the headers of Node.js, which lie beside it on most machines. */
async function environment() {
  const home = dirname(dirname(process.execPath));
  const headers = await exists(join(home, 'include/node/node_api.h'));
  return {
    ...process.env,
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
    MAKEFLAGS: `-j${availableParallelism()}`,
    ...(headers && !process.env.npm_config_nodedir && { npm_config_nodedir: home }),
  };
}

function exists(path) {
  return access(path).then(
    () => true,
    () => false,
  );
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

try {
  await oneAtATime(key, ensureClient);
  process.stdout.write(`${folder}\n`);
} catch (error) {
  say(`No runtime interface client: ${error.message}`);
  process.exitCode = 3;
}
