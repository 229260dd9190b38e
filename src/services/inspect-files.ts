/** Looks into an image's file system without starting it, as far as the checks ask. */
import type { Digest } from '../domain/digest.js';
import { asWarning, type Finding, unsuitable } from '../domain/finding.js';
import { checkFiles, type FilesSubject } from '../domain/image-files/check-files.js';
import { type FileQuestion, KnownFiles } from '../domain/image-files/file-view.js';
import { LayeredFiles } from '../domain/image-files/layered-files.js';
import { toAppError } from '../errors/app-error.js';
import type { ContainerEngine, ImageContainer } from '../ports/container-engine.js';
import type { LayerReader } from '../ports/layer-reader.js';
import { answerFromEngine } from './files-in-engine.js';
import type { LayerSource } from './layer-source.js';

export interface FilesInspection {
  readonly findings: readonly Finding[];
  /** Of all layers; undefined unless all of them were read. */
  readonly uncompressedBytes?: number;
}

/** More than any image needs: each round answers everything that the one before left open. */
const mostRounds = 200;

/**
 * Makes a container that is never started, and removes it. An engine that does not let us look is a warning: the image may be
 * fine. @throws INTERRUPTED, ENGINE_UNREACHABLE
 */
export async function inspectInEngine(
  imageId: Digest,
  subject: FilesSubject,
  { engine, layers }: { readonly engine: ContainerEngine; readonly layers: LayerReader },
  signal: AbortSignal,
): Promise<FilesInspection> {
  let container: ImageContainer | undefined;
  try {
    container = await engine.openFiles(imageId, signal);
    const findings = await askEngine(container, subject, layers, signal);
    // An answer "not there" means nothing once somebody has removed the container (docker container prune).
    const stands = await container.stat('/', signal);
    return { findings: stands ? findings : [notLooked('its container was removed meanwhile')] };
  } catch (error) {
    return { findings: [toleratedFailure(error)] };
  } finally {
    await container?.remove();
  }
}

async function askEngine(
  container: ImageContainer,
  subject: FilesSubject,
  layers: LayerReader,
  signal: AbortSignal,
): Promise<Finding[]> {
  const known = new KnownFiles();
  for (let round = 0; ; round += 1) {
    const { result, open } = known.ask((files) => checkFiles(files, subject));
    if (open.length === 0) return result;
    if (round === mostRounds) return [notLooked('its links lead too far')];
    await answerFromEngine(open, known, container, layers, signal);
  }
}

/**
 * Reads the layers from the top down until nothing is open but what folders hold besides. Tells the size of all of them when
 * all were read. @throws IMAGE_UNSUITABLE when a layer is no archive, INTERRUPTED, and those of the place that they are in
 */
export async function inspectLayers(
  sources: readonly LayerSource[],
  subject: FilesSubject,
  layers: LayerReader,
  signal: AbortSignal,
): Promise<FilesInspection> {
  const known = new KnownFiles();
  const tree = new LayeredFiles(known);
  let bytes = 0;
  for (const source of [...sources].reverse()) {
    const { result, open } = known.ask((files) => checkFiles(files, subject));
    // Hardly a layer speaks of the root, and none has to.
    const wanted = open.filter(({ about, path }) => about === 'entry' && path !== '/');
    if (wanted.length === 0) return { findings: result };
    const read = await layers.read(await source.open(), source.mediaType, (entry) => tree.add(entry), signal);
    if (read === undefined) return { findings: [notLooked(`its layer is ${source.mediaType}`)] };
    bytes += read;
    tree.endLayer();
  }
  tree.end();
  return { findings: conclude(known, subject), uncompressedBytes: bytes };
}

/** Nothing more is to come: what is not known does not exist. */
function conclude(known: KnownFiles, subject: FilesSubject): Finding[] {
  for (let round = 0; ; round += 1) {
    const { result, open } = known.ask((files) => checkFiles(files, subject));
    if (open.length === 0 || round === mostRounds) return result;
    for (const question of open) known.answered(question satisfies FileQuestion);
  }
}

function toleratedFailure(error: unknown): Finding {
  const failure = toAppError(error);
  // Engines with a containerd store know images that they make no container of, as they are for another platform.
  const tolerated: readonly string[] = ['REMOTE_REFUSED', 'IMAGE_UNSUITABLE', 'IMAGE_NOT_FOUND'];
  if (!tolerated.includes(failure.code)) throw failure;
  return notLooked(failure.message);
}

function notLooked(why: string): Finding {
  return asWarning(
    unsuitable('FILES', `its files were not looked at: ${why}`, [
      'Start it once by hand: docker run --rm --read-only IMAGE',
    ]),
  );
}
