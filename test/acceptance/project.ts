/** A small project on disk that builds to an image FROM scratch, and is gone afterwards. */
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Project {
  readonly folder: string;
  write(name: string, text: string): Promise<void>;
  remove(): Promise<void>;
}

export const defaultDockerfile = `FROM scratch
COPY busybox /bin/busybox
COPY bootstrap /var/task/bootstrap
WORKDIR /var/task
ENTRYPOINT ["/bin/busybox", "sh", "/var/task/bootstrap"]
`;

/** Files by name, over a Dockerfile, a bootstrap with its own text, and busybox. */
export async function createProject(files: Record<string, string> = {}): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), 'lading-project-'));
  const write = (name: string, text: string) => writeFile(join(folder, name), text);
  await copyFile('/bin/busybox', join(folder, 'busybox'));
  const all = { Dockerfile: defaultDockerfile, bootstrap: `#!/bin/sh\necho ${folder}\n`, ...files };
  for (const [name, text] of Object.entries(all)) await write(name, text);
  return { folder, write, remove: () => rm(folder, { recursive: true, force: true }) };
}
