/** Makes build contexts in temporary folders. */
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Debian's busybox-static: the one program that images of these tests hold. */
const busybox = '/bin/busybox';

export interface TestFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** A build context: file name → content. `busybox` is put in when the Dockerfile copies it. */
export async function contextFolder(files: Readonly<Record<string, string>>): Promise<TestFolder> {
  const path = await mkdtemp(join(tmpdir(), 'lading-context-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
  }
  if (files.Dockerfile?.includes('COPY busybox')) await copyFile(busybox, join(path, 'busybox'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
