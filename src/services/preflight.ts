/** Everything that is still to be found out before the account is changed: the files of a new image, settings, the lifecycle policy. */
import { checkLifecycle } from '../domain/check-lifecycle.js';
import { checkFunctionPlan } from '../domain/check-plan.js';
import type { DeployPlan } from '../domain/deploy-plan.js';
import type { DesiredDeployment } from '../domain/desired-deployment.js';
import type { Finding } from '../domain/finding.js';
import type { FunctionSpec } from '../domain/function-spec.js';
import type { FilesSubject } from '../domain/image-files/check-files.js';
import { parseManifest } from '../domain/image-manifest.js';
import { inUseMark, isGivenUp } from '../domain/image-marks.js';
import type { Tag } from '../domain/image-reference.js';
import type { PackedImage } from '../ports/image-content.js';
import type { Candidate } from './candidate.js';
import { stopOnErrors } from './check-image.js';
import type { DeployDeps } from './deploy-deps.js';
import type { ImageLookup } from './find-image.js';
import { inspectInEngine, inspectLayers } from './inspect-files.js';
import { layersOfContent } from './layer-source.js';
import type { Observation } from './observe.js';
import { observeLifecycle } from './observe-lifecycle.js';

export interface PreflightTask {
  readonly desired: DesiredDeployment;
  /** The functions that the image is to suit. */
  readonly suits: readonly FunctionSpec[];
  readonly observed: Observation;
  readonly candidate: Candidate;
  readonly lookup: ImageLookup;
  readonly plan: DeployPlan;
}

export type PreflightDeps = Pick<
  DeployDeps,
  'engine' | 'layers' | 'repositories' | 'catalogue' | 'releases' | 'clock'
>;

const sofar = 'Nothing was changed.';

export interface Preflight {
  readonly findings: readonly Finding[];
  /** Tags that the image needs lest the lifecycle policy of `keepImages` deletes it: it was marked as unused before. */
  readonly protect: readonly Tag[];
  /** Whether a lifecycle policy was seen, so that ECR may delete images by itself. */
  readonly expiring: boolean;
}

/**
 * The warnings. Costs nothing when there is nothing to do, and looks into an image only when it is new: one that is in the
 * repository was looked at before it came there. @throws the code of the first error, IMAGE_UNSUITABLE for most
 */
export async function preflight(
  task: PreflightTask,
  deps: PreflightDeps,
  signal: AbortSignal,
): Promise<Preflight> {
  const functions = stopOnErrors(checkFunctions(task), 'What is asked for', sofar);
  const [files, lifecycle] = await bothEnded(inspectNew(task, deps, signal), readLifecycle(task, deps));
  const findings = [...functions, ...stopOnErrors(files, 'The image', sofar), ...lifecycle.findings];
  return { ...lifecycle, findings };
}

/** The subject of the file checks: the image with what each function overrides. */
export function filesSubject(
  { facts }: Candidate,
  functions: readonly Pick<FunctionSpec, 'configuration'>[],
): FilesSubject {
  return { image: facts, overrides: functions.map(({ configuration }) => configuration.imageConfig) };
}

function checkFunctions({ desired, plan }: PreflightTask): Finding[] {
  return desired.functions.flatMap((spec) => {
    const own = plan.functions.find(({ name }) => name === spec.name);
    return own ? checkFunctionPlan(spec, own) : [];
  });
}

async function inspectNew(
  { candidate, lookup, suits }: PreflightTask,
  { engine, layers }: PreflightDeps,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (lookup.present || candidate.origin.kind !== 'engine') return [];
  const subject = filesSubject(candidate, suits);
  const tools = { engine: await engine(), layers };
  return (await inspectInEngine(candidate.origin.image.id, subject, tools, signal)).findings;
}

/** The warnings of an image that is ready to be sent. @throws the code of the first error, ARCHIVE_INVALID */
export async function inspectPacked(
  packed: PackedImage,
  subject: FilesSubject,
  { layers }: Pick<PreflightDeps, 'layers'>,
  signal: AbortSignal,
): Promise<Finding[]> {
  const manifest = parseManifest(packed.manifest.bytes, packed.manifest.mediaType);
  if (manifest.kind !== 'manifest') return [];
  const { findings } = await inspectLayers(layersOfContent(manifest, packed), subject, layers, signal);
  return stopOnErrors(findings, 'The image', sofar);
}

async function readLifecycle(
  { desired, observed, lookup, plan }: PreflightTask,
  deps: PreflightDeps,
): Promise<Preflight> {
  const none = { findings: [], protect: [], expiring: false };
  // Another account's repository is its owner's to look after, and one that is still to be made has no policy.
  if (!plan.changes || !observed.repository || observed.repository.foreign) return none;
  const found = await observeLifecycle(desired, deps);
  if (!found) return none;
  const digest = lookup.present?.manifest.digest;
  const stored = found.images.find((image) => image.digest === digest);
  const protect = digest && stored && isGivenUp(stored.tags) ? [inUseMark(digest)] : [];
  const deployed = { digest, tags: [...plan.image.tags, ...protect] };
  return { findings: checkLifecycle({ ...found, deployed, now: deps.clock.now() }), protect, expiring: true };
}

/** What was begun has ended, the container that was looked into removed, when this settles. */
async function bothEnded<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([a, b]);
  return Promise.all([a, b]);
}
