/** A function as AWS describes one on a base image of one's own: this machine's Node.js with the real aws-lambda-ric. */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProgram } from '../servers/needing.js';
import { engineImage, type ImageFile, type ImageFiles, type TestImage } from './engine-image.js';

/** What has to be on the machine; for `describeEngineWith`. */
export const nodeRuntimeNeeds: readonly TestProgram[] = [
  'cmake',
  'autoconf',
  'automake',
  'libtoolize',
  'g++',
  'make',
];

/** Handlers of test/images/node-runtime: `FILE.FUNCTION`, for CMD or imageConfig.command. */
export type NodeHandler =
  /** Answers the event. */
  | 'app.echo'
  /** Answers what the context holds. */
  | 'app.context'
  | 'app.withCallback'
  /** Throws a TypeError. */
  | 'app.fails'
  /** `{"milliseconds": N}`, then answers the event. */
  | 'app.waits'
  /** Ends the process with 3 in the middle. */
  | 'app.leaves'
  /** Answers a text of `{"bytes": N}`. */
  | 'app.big'
  /** Takes `{"megabytes": N}` of memory. */
  | 'app.hungry'
  | 'app.writesHome'
  /** Says `{"lines": N}` lines on stdout. */
  | 'app.talks'
  /** `{"chunks": [...], "pause": MS, "fail": true}`. */
  | 'streams.chunks'
  /** A stream with status and headers, as function URLs take it. */
  | 'streams.page'
  /** INIT_MILLISECONDS before it is ready. */
  | 'slow.echo'
  | 'throws.handler'
  /** Takes 400 MB while it is loaded. */
  | 'greedy.handler'
  /** Asks a name server while it is loaded. */
  | 'remote.handler'
  /** Imports a package that is not in the image. */
  | 'incomplete.handler'
  /** Is no JavaScript. */
  | 'garbled.handler'
  /** Writes to its home while it is loaded. */
  | 'home.handler';

const builder = fileURLToPath(new URL('../../scripts/images/build-runtime-client.mjs', import.meta.url));
const base = fileURLToPath(new URL('../../scripts/base-image.mjs', import.meta.url));
const handlers = fileURLToPath(new URL('node-runtime/', import.meta.url));
const client = '/var/task/node_modules/aws-lambda-ric';

/** Another handler is one with `imageConfig.command` or `--command`. The first call on a machine compiles for a minute. */
export async function nodeRuntimeImage(): Promise<TestImage> {
  return engineImage('node-runtime', await files(), lines('app.echo'), await nodeBase());
}

/** The same, and `locked.handler`, a file that root alone can read. */
export async function lockedHandlerImage(): Promise<TestImage> {
  const locked: ImageFile = { text: 'export const handler = async () => "unlocked";\n', mode: 0o600 };
  const all = { ...(await files()), '/var/task/locked.mjs': locked };
  return engineImage('node-locked', all, lines('locked.handler'), await nodeBase());
}

function lines(handler: string): string[] {
  return [
    'WORKDIR /var/task',
    `ENTRYPOINT ["/var/lang/bin/node", "${client}/bin/index.mjs"]`,
    `CMD ["${handler}"]`,
  ];
}

async function files(): Promise<ImageFiles> {
  const found: Record<string, string | ImageFile> = {};
  const [folder, names] = await Promise.all([compiledClient(), readdir(handlers)]);
  for (const name of ['package.json', 'bin/index.mjs', 'dist/index.mjs', 'dist/rapid-client.node'])
    found[`${client}/${name}`] = { copy: join(folder, name), mode: 0o755 };
  for (const name of names.sort()) found[`/var/task/${name}`] = await readFile(join(handlers, name), 'utf8');
  // Not a file of ours: tools that read our sources would stumble.
  found['/var/task/garbled.mjs'] = 'export const handler = async ( => {\n';
  return found;
}

async function compiledClient(): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [builder]);
  return stdout.trim();
}

/** This machine's own Node.js: tests pull nothing. */
async function nodeBase(): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [base, '--offline']);
  return stdout.trim();
}
