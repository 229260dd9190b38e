/** Packs a build context as a tar stream that is read from disk only as fast as the engine takes it. */
import { createReadStream } from 'node:fs';
import { readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Header, type Pack, pack } from 'tar-stream';
import type { BuildContext } from './build-context.js';
import { type ContextEntry, contextFiles } from './context-files.js';

/**
 * Owner and group are 0 and modes are kept, as the docker CLI sends them. A file that cannot be read, or that shrinks while
 * it is sent, ends the stream with an error.
 *
 * The Dockerfile is always in it. `.dockerignore` is sent to the classic builder even if it ignores itself: that engine reads
 * it and then takes both files out again where they are ignored; BuildKit would only see it in `COPY . .`.
 */
export function packContext(context: BuildContext, builder: 'buildkit' | 'classic'): Readable {
  const archive = pack();
  fill(archive, context, builder).catch((error: unknown) => archive.destroy(error as Error));
  // A streamx stream: it behaves as Node's, but is declared as its own type.
  return archive as unknown as Readable;
}

async function fill(archive: Pack, context: BuildContext, builder: 'buildkit' | 'classic'): Promise<void> {
  const { root, rules, dockerfile, outside, dockerfileText } = context;
  const always = new Set([
    ...(outside ? [] : [dockerfile]),
    ...(builder === 'classic' ? ['.dockerignore'] : []),
  ]);
  for await (const entry of contextFiles(root, rules, always)) {
    if (archive.destroyed) return;
    await addEntry(archive, root, entry);
  }
  if (outside)
    archive.entry({ name: dockerfile, mode: 0o644, mtime: new Date(0), uid: 0, gid: 0 }, dockerfileText);
  archive.finalize();
}

async function addEntry(archive: Pack, root: string, { path, stats }: ContextEntry): Promise<void> {
  const header: Pick<Header, 'name'> & Partial<Header> = {
    name: path,
    mode: stats.mode & 0o7777,
    mtime: stats.mtime,
    uid: 0,
    gid: 0,
  };
  if (stats.isDirectory()) {
    archive.entry({ ...header, type: 'directory' });
  } else if (stats.isSymbolicLink()) {
    archive.entry({ ...header, type: 'symlink', linkname: await readlink(join(root, path)) });
  } else if (stats.isFile()) {
    const entry = archive.entry({ ...header, size: stats.size });
    // Never past the size in the header, should the file grow meanwhile.
    if (stats.size > 0) await pipeline(createReadStream(join(root, path), { end: stats.size - 1 }), entry);
    else entry.end(null);
  }
  // Sockets, pipes and devices have no place in a context; the docker CLI leaves them out as well.
}
