#!/usr/bin/env node
/** Starts lading: answers --version and --help itself, and loads the rest for everything else. */
import { existsSync, readFileSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const args = process.argv.slice(2);
const help = helpAskedFor(args);

if (major < 20 || (major === 20 && minor < 19)) {
  fail(`lading needs Node.js 20.19 or later, and this is ${process.version}.`);
} else if (args[0] === '--version' || args[0] === '-v') {
  print(`${userAgent()}\n`);
} else if (help) {
  print(forTerminal(read(help).replace('{userAgent}', userAgent())));
} else {
  // The SDK says on every run that Node.js 20 ends in 2027; nobody who deploys can do anything about it.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  // From Node.js 22.1 on: compiled code is kept between runs.
  module.enableCompileCache?.();
  await start();
}

async function start() {
  const main = await import('../dist/main.js').catch((error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    fail('lading is not built yet. Run: npm run build');
  });
  await main?.start(args, fileURLToPath(root));
}

/** A reader that has gone away (`| head`) is no failure. */
function print(text) {
  process.stdout.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
  });
  process.stdout.write(text);
}

/** The file that answers, as the build has written it; undefined for anything else, which oclif answers. */
function helpAskedFor(args) {
  const words = args.slice(0, -1);
  const asked = args.length === 0 || ['--help', '-h'].includes(args.at(-1));
  // The files are 80 columns wide.
  if (!asked || process.stdout.columns < 80 || !words.every((word) => /^[a-z]+$/.test(word)))
    return undefined;
  const path = `dist/${['help', ...words].join('/')}.txt`;
  return existsSync(new URL(path, root)) ? path : undefined;
}

/** Headings stand out, as oclif has them. */
function forTerminal(text) {
  const plain = !process.stdout.isTTY || process.env.NO_COLOR || process.env.TERM === 'dumb';
  return plain ? text : text.replace(/^[A-Z][A-Z -]*$/gm, '\u001b[1m$&\u001b[22m');
}

/** As oclif says it: `lading/1.0.0 linux-x64 node-v20.19.0`. */
function userAgent() {
  const { name, version } = JSON.parse(read('package.json'));
  return `${name}/${version} ${process.platform}-${process.arch} node-${process.version}`;
}

function read(path) {
  try {
    return readFileSync(new URL(path, root), 'utf8');
  } catch {
    fail('lading is not built yet. Run: npm run build');
    process.exit();
  }
}

/** Exit code 3: this machine is not ready. */
function fail(message) {
  process.stderr.write(`Error: ${message}\n`);
  process.exitCode = 3;
}
