/** Answers questions about the files of an image that the engine has. */
import type { FileEntry } from '../domain/image-files/file-entry.js';
import type { FileQuestion, KnownFiles } from '../domain/image-files/file-view.js';
import { entryBelow } from '../domain/image-files/tar-entry.js';
import type { ImageContainer } from '../ports/container-engine.js';
import type { LayerReader } from '../ports/layer-reader.js';

/** A folder is read no further: what is wrong with its first files is reason enough to look at the rest. */
const mostEntries = 50_000;
const mostBytes = 512 * 1024 ** 2;
const tar = 'application/x-tar';

/** All questions at once. */
export async function answerFromEngine(
  questions: readonly FileQuestion[],
  known: KnownFiles,
  container: ImageContainer,
  reader: LayerReader,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    questions.map(async (question) => {
      const { path } = question;
      if (question.about === 'folder') {
        known.answered(question, await readFolder(path, known, container, reader, signal));
        return;
      }
      const entry = await readEntry(path, container, reader, signal);
      if (entry) known.add(entry);
      known.answered(question);
    }),
  );
}

async function readEntry(
  path: string,
  container: ImageContainer,
  reader: LayerReader,
  signal: AbortSignal,
): Promise<FileEntry | undefined> {
  const entry = await container.stat(path, signal);
  if (entry?.kind !== 'file' || (entry.mode & 0o111) === 0) return entry;
  let head: Uint8Array | undefined;
  const takeFirst = (file: FileEntry): boolean => {
    head = file.head;
    return false;
  };
  await reader.read(await container.archive(path, signal), tar, takeFirst, signal);
  return head ? { ...entry, head } : entry;
}

/** Whether it was cut off. */
async function readFolder(
  path: string,
  known: KnownFiles,
  container: ImageContainer,
  reader: LayerReader,
  signal: AbortSignal,
): Promise<boolean> {
  let entries = 0;
  let bytes = 0;
  const take = (entry: FileEntry): boolean => {
    entries += 1;
    bytes += entry.size;
    known.add(entryBelow(path, entry));
    return entries < mostEntries && bytes < mostBytes;
  };
  await reader.read(await container.archive(path, signal), tar, take, signal);
  return entries >= mostEntries || bytes >= mostBytes;
}
