/** Every static check of one image, with all that is found at once. */
import { type Architecture, architectureOf } from '../domain/architecture.js';
import { type Finding, sorted } from '../domain/finding.js';
import type { FunctionSpec } from '../domain/function-spec.js';
import { checkManifest } from '../domain/image-checks.js';
import { compressedBytes } from '../domain/image-manifest.js';
import { findingsFor } from './check-image.js';
import type { InspectableImage } from './inspectable-image.js';
import { filesSubject } from './preflight.js';

export interface ImageReport {
  /** What it was checked for. */
  readonly architecture: Architecture;
  /** Errors first. */
  readonly findings: readonly Finding[];
  /** Undefined where they cannot be known without unpacking more than was read. */
  readonly uncompressedBytes: number | undefined;
  readonly compressedBytes: number | undefined;
}

/** For the functions named, or for the image as it is. Without an architecture the image's own is taken. @throws what reading throws */
export async function checkInspectable(
  image: InspectableImage,
  functions: readonly FunctionSpec[],
  asked: Architecture | undefined,
  signal: AbortSignal,
): Promise<ImageReport> {
  const { candidate, manifest, remarks } = image;
  const architecture = asked ?? architectureOf(candidate.facts.architecture) ?? 'x86_64';
  const files = await image.inspect(filesSubject(candidate, functions), signal);
  const uncompressed = candidate.facts.uncompressedBytes ?? files.uncompressedBytes;
  const facts = {
    ...candidate.facts,
    ...(uncompressed !== undefined && { uncompressedBytes: uncompressed }),
  };
  const findings = sorted([
    ...remarks,
    ...findingsFor(facts, architecture, functions),
    ...(manifest ? checkManifest(manifest) : []),
    ...files.findings,
  ]);
  return {
    architecture,
    findings,
    uncompressedBytes: uncompressed,
    compressedBytes: manifest && compressedBytes(manifest),
  };
}
