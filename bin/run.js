#!/usr/bin/env node
/** Starts lading: answers --version and the root --help itself, and loads the rest for everything else. */
import { readFileSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const [first, ...others] = process.argv.slice(2);
const alone = others.length === 0;

if (major < 20 || (major === 20 && minor < 19)) {
  fail(`lading needs Node.js 20.19 or later, and this is ${process.version}.`);
} else if (first === '--version' || first === '-v') {
  process.stdout.write(`${userAgent()}\n`);
} else if (alone && (first === undefined || first === '--help' || first === '-h')) {
  process.stdout.write(read('dist/help.txt').replace('{userAgent}', userAgent()));
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
  await main?.start(process.argv.slice(2), fileURLToPath(root));
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
