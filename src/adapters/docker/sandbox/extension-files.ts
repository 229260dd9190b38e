/** Finds the extensions of an image: the executable files in /opt/extensions. */
import { posix } from 'node:path';
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import tar from 'tar-stream';
import type { EngineClient } from '../engine-client.js';
import { parsePathStat } from '../path-stat.js';
import { isAbsent, sandboxFailure } from './sandbox-failure.js';

const folder = '/opt/extensions';
const anyExecutes = 0o111;

/**
 * Absolute paths, sorted. Reads all of that folder, since the engine only hands it out as an archive; one request when there is
 * none, which is nearly always.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerArchive
 * @throws SANDBOX_FAILED, ENGINE_UNREACHABLE
 */
export async function extensionFiles(
  client: EngineClient,
  container: Docker.Container,
): Promise<readonly string[]> {
  try {
    // With `/.` the engine follows a link.
    const archive = (await container.getArchive({ path: `${folder}/.` })) as unknown as Readable;
    const found: string[] = [];
    for await (const entry of archive.pipe(tar.extract())) {
      const { name, type, mode = 0 } = entry.header;
      entry.resume();
      const path = posix.join(folder, name);
      // Not those of folders in it: Lambda looks into none.
      if (posix.dirname(path) !== folder) continue;
      const executable =
        type === 'symlink' ? await leadsToExecutable(container, path) : (mode & anyExecutes) !== 0;
      if (executable && type !== 'directory') found.push(path);
    }
    return found.sort();
  } catch (error) {
    if (isAbsent(error)) return [];
    throw sandboxFailure(error, `looking for extensions in ${folder}`, client.endpoint);
  }
}

/** The engine resolves the links of the target's folders; one that leads to another link does not count. */
async function leadsToExecutable(container: Docker.Container, path: string): Promise<boolean> {
  const link = await stat(container, path);
  const file = link?.target === undefined ? undefined : await stat(container, link.target);
  return file?.kind === 'file' && (file.mode & anyExecutes) !== 0;
}

async function stat(
  container: Docker.Container,
  path: string,
): Promise<ReturnType<typeof parsePathStat> | undefined> {
  try {
    const answer = (await container.infoArchive({ path })) as unknown as Readable & {
      readonly headers: Record<string, string | undefined>;
    };
    answer.resume();
    return parsePathStat(path, answer.headers['x-docker-container-path-stat'] ?? '');
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}
