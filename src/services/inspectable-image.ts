/** Gets hold of an image to look at, wherever it is, with the means to look into its files. */
import type { Architecture } from '../domain/architecture.js';
import { asWarning, type Finding, unsuitable } from '../domain/finding.js';
import type { FilesSubject } from '../domain/image-files/check-files.js';
import { compressedBytes, type ImageManifest, parseManifest } from '../domain/image-manifest.js';
import { type ImageReference, repositoryUriOf } from '../domain/image-reference.js';
import type { Candidate } from './candidate.js';
import type { DeployDeps } from './deploy-deps.js';
import { type FilesInspection, inspectInEngine, inspectLayers } from './inspect-files.js';
import { layersInRegistry, layersOfContent } from './layer-source.js';
import { resolveStored } from './resolve-stored.js';

export interface InspectableImage {
  readonly candidate: Candidate;
  /** How it is stored; undefined in the engine, which makes its manifest when it pushes. */
  readonly manifest?: ImageManifest;
  /** What was found on the way to it. */
  readonly remarks: readonly Finding[];
  /** The costly part. @throws what reading throws */
  inspect(subject: FilesSubject, signal: AbortSignal): Promise<FilesInspection>;
}

/** More is not downloaded for a look. */
const largestDownload = 2 * 1024 ** 3;

export function imageInEngine(
  candidate: Candidate,
  { engine, layers }: Pick<DeployDeps, 'engine' | 'layers'>,
): InspectableImage {
  return {
    candidate,
    remarks: [],
    inspect: async (subject, signal) => {
      if (candidate.origin.kind !== 'engine') return { findings: [] };
      return inspectInEngine(candidate.origin.image.id, subject, { engine: await engine(), layers }, signal);
    },
  };
}

/** Costs the caller's identity, a token, the manifest and the config. @throws those of `resolveStored`, CREDENTIALS_MISSING, REGION_MISSING */
export async function imageInRegistry(
  reference: ImageReference,
  architecture: Architecture,
  deps: Pick<DeployDeps, 'identity' | 'repositories' | 'registry' | 'layers'>,
): Promise<InspectableImage> {
  const [caller, authorization] = await Promise.all([deps.identity.caller(), deps.repositories.authorize()]);
  const observed = { caller, authorization, repository: undefined };
  const { candidate, remarks } = await resolveStored(reference, architecture, observed, deps);
  const { origin } = candidate;
  if (origin.kind !== 'stored') return { candidate, remarks, inspect: async () => ({ findings: [] }) };
  const { manifest } = origin.image;
  const sources = layersInRegistry(
    manifest,
    repositoryUriOf(reference),
    authorization.credentials,
    deps.registry,
  );
  return {
    candidate,
    manifest,
    remarks,
    inspect: async (subject, signal) =>
      compressedBytes(manifest) > largestDownload
        ? { findings: [tooLargeToLook(compressedBytes(manifest))] }
        : inspectLayers(sources, subject, deps.layers, signal),
  };
}

/** Packs it first, as a push would, which also checks that nothing of it is damaged. @throws ARCHIVE_INVALID, DISK_UNWRITABLE, INTERRUPTED */
export async function imageInArchive(
  candidate: Candidate,
  { layers }: Pick<DeployDeps, 'layers'>,
  onProgress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<InspectableImage> {
  const { origin } = candidate;
  if (origin.kind !== 'content') return { candidate, remarks: [], inspect: async () => ({ findings: [] }) };
  const packed = await origin.content.pack(onProgress, signal);
  const manifest = parseManifest(packed.manifest.bytes, packed.manifest.mediaType);
  if (manifest.kind !== 'manifest')
    return { candidate, remarks: [], inspect: async () => ({ findings: [] }) };
  return {
    candidate,
    manifest,
    remarks: [],
    inspect: (subject, stop) => inspectLayers(layersOfContent(manifest, packed), subject, layers, stop),
  };
}

function tooLargeToLook(bytes: number): Finding {
  return asWarning(
    unsuitable(
      'FILES',
      `its files were not looked at: ${(bytes / 1024 ** 3).toFixed(1)} GiB would have to be downloaded`,
      ['Have the engine pull it and check it there: docker pull IMAGE && lading check IMAGE'],
    ),
  );
}
