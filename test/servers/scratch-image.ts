/** Images FROM scratch with exactly the files and modes that a test wants, built without running anything in them. */
import { execFile, execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

export type ScratchFile =
  | { readonly text: string | Uint8Array; readonly mode?: number }
  /** A file of this machine. */
  | { readonly copy: string; readonly mode?: number }
  | { readonly link: string }
  | { readonly folder: number };

export interface ScratchImage {
  readonly name: string;
  readonly id: string;
  remove(): void;
}

const run = promisify(execFile);

/** `files` by absolute path; a string is an executable script, `lines` come after them in the Dockerfile. Removed by the caller. */
export async function scratchImage(
  files: Readonly<Record<string, string | ScratchFile>>,
  lines: readonly string[],
): Promise<ScratchImage> {
  const context = await mkdtemp(join(tmpdir(), 'lading-scratch-'));
  try {
    const root = join(context, 'root');
    await mkdir(root);
    for (const [path, file] of Object.entries(files)) await put(join(root, path), file);
    await writeFile(
      join(context, 'Dockerfile'),
      ['FROM scratch', `LABEL unique="${randomUUID()}"`, 'COPY root /', ...lines, ''].join('\n'),
    );
    const name = `lading-scratch-${randomUUID()}:test`;
    // The classic builder: the docker client on the machines has no buildx.
    const env = { ...process.env, DOCKER_BUILDKIT: '0' };
    await run('docker', ['build', '-q', '-t', name, context], { env });
    const { stdout } = await run('docker', ['images', '-q', '--no-trunc', name]);
    return {
      name,
      id: stdout.trim(),
      remove: () => void execFileSync('docker', ['rmi', '-f', name], { stdio: 'ignore' }),
    };
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}

async function put(path: string, file: string | ScratchFile): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const wanted: ScratchFile = typeof file === 'string' ? { text: file, mode: 0o755 } : file;
  if ('link' in wanted) return symlink(wanted.link, path);
  if ('folder' in wanted) {
    await mkdir(path, { recursive: true });
    return chmod(path, wanted.folder);
  }
  if ('copy' in wanted) await copyFile(wanted.copy, path);
  else await writeFile(path, wanted.text);
  await chmod(path, wanted.mode ?? 0o644);
}
