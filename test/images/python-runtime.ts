/** A function in Python: Debian's own, with a small runtime that reports errors in the words of awslambdaric. */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProgram } from '../servers/needing.js';
import { engineImage, type ImageFile, type ImageFiles, type TestImage } from './engine-image.js';

/** What has to be on the machine; for `describeEngineWith`. */
export const pythonRuntimeNeeds: readonly TestProgram[] = ['/usr/bin/python3'];

/**
 * Handlers of test/images/python-runtime. `app.queue` makes a multiprocessing.Queue, `app.home` writes to its home, `app.hungry`
 * takes `{"megabytes": N}`, `app.fill` writes as many to /tmp; `queued.handler` makes its Queue while it is loaded, and
 * `garbled.handler` is no Python.
 */
export type PythonHandler =
  | 'app.echo'
  | 'app.fails'
  | 'app.queue'
  | 'app.home'
  | 'app.hungry'
  | 'app.fill'
  | 'queued.handler'
  | 'garbled.handler';

const run = promisify(execFile);
const program = '/usr/bin/python3';
const sources = fileURLToPath(new URL('python-runtime/', import.meta.url));

/** Another handler is one with `imageConfig.command` or `--command`. */
export async function pythonRuntimeImage(): Promise<TestImage> {
  const files = { ...(await interpreter()), ...(await pythonHandlers()), '/tmp': { folder: 0o1777 } };
  return engineImage('python-runtime', files, pythonLines(program));
}

/** The same, and `locked.handler`, a file that root alone can read. */
export async function lockedPythonImage(): Promise<TestImage> {
  const locked: ImageFile = { text: 'def handler(event, context):\n    return "unlocked"\n', mode: 0o600 };
  const files = { ...(await interpreter()), ...(await pythonHandlers()), '/var/task/locked.py': locked };
  return engineImage('python-locked', files, pythonLines(program, 'locked.handler'));
}

/** Of its Dockerfile. */
export function pythonLines(python: string, handler = 'app.echo'): string[] {
  return [
    'ENV PATH=/usr/bin PYTHONDONTWRITEBYTECODE=1',
    'WORKDIR /var/task',
    `ENTRYPOINT ["${python}", "/var/task/bootstrap.py"]`,
    `CMD ["${handler}"]`,
  ];
}

/** The runtime and the handlers, in /var/task. */
export async function pythonHandlers(): Promise<ImageFiles> {
  const names = (await readdir(sources)).filter((name) => name.endsWith('.py')).sort();
  const texts = names.map(
    async (name) => [`/var/task/${name}`, await readFile(join(sources, name), 'utf8')] as const,
  );
  return {
    ...Object.fromEntries(await Promise.all(texts)),
    // Not a file of ours: tools that read our sources would stumble.
    '/var/task/garbled.py': 'def handler(event, context:\n',
  };
}

/** Debian's python3, its library without what only developers need, and the libraries that it is linked with. */
async function interpreter(): Promise<ImageFiles> {
  const question = 'import sys, sysconfig; print(sys.executable, sysconfig.get_path("stdlib"), sep="\\n")';
  const { stdout } = await run(program, ['-I', '-c', question]);
  const [executable = program, library = ''] = stdout.trim().split('\n');
  const scripts = await below(library);
  const linked = await librariesOf([
    executable,
    ...scripts.filter((path) => /_(multiprocessing|ssl|posixshmem)\./.test(path)),
  ]);
  const all = [...scripts, ...linked].map((path): [string, ImageFile] => [path, { copy: path, mode: 0o755 }]);
  return { [program]: { copy: executable, mode: 0o755 }, ...Object.fromEntries(all) };
}

async function below(library: string): Promise<string[]> {
  const entries = await readdir(library, { recursive: true, withFileTypes: true });
  const left =
    /\/(?:__pycache__|test|tests|idlelib|tkinter|lib2to3|ensurepip|distutils|config-[^/]*|(?:dist|site)-packages)\//;
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !left.test(path))
    .sort();
}

/** Lines of ldd: `libz.so.1 => /lib/x86_64-linux-gnu/libz.so.1 (0x…)`, and the loader as `/lib64/ld-linux-x86-64.so.2 (0x…)`. */
async function librariesOf(programs: readonly string[]): Promise<string[]> {
  const { stdout } = await run('ldd', [...programs], { env: { ...process.env, LC_ALL: 'C' } });
  return [...new Set([...stdout.matchAll(/(\/\S+) \(0x/g)].map(([, path = '']) => path))].sort();
}
