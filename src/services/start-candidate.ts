/** Starts the image that was taken hold of, or says why it cannot be started here. */
import { architectureOf } from '../domain/architecture.js';
import { asWarning, type Finding, unsuitable } from '../domain/finding.js';
import type { FunctionSpec } from '../domain/function-spec.js';
import { AppError } from '../errors/app-error.js';
import type { ContainerEngine } from '../ports/container-engine.js';
import type { Candidate } from './candidate.js';
import type { DeployDeps } from './deploy-deps.js';
import { type FunctionProbe, type ProbeWatcher, probeImage, startsOf } from './probe-image.js';

export interface StartTask {
  readonly candidate: Candidate;
  /** The functions that are to run it. */
  readonly functions: readonly Pick<FunctionSpec, 'name' | 'configuration'>[];
  /** JSON, given to each that starts. */
  readonly event?: string | undefined;
  /** Nobody knows the functions: the one given has a name alone. */
  readonly stranger?: boolean;
}

export interface StartReport {
  readonly probes: readonly FunctionProbe[];
  /** Why it was not started; missing when it was. */
  readonly skipped?: string;
  /** What that showed; with several functions, the message says of which. */
  readonly findings: readonly Finding[];
}

const elsewhere = ['Check it on a machine that can start it: lading check IMAGE'];

export interface StartDeps extends Pick<DeployDeps, 'hosting'> {
  readonly engine: () => Promise<Pick<ContainerEngine, 'describe'>>;
}

/**
 * Once for each way in which the functions start it. An image that is not in the engine, or not for its architecture, is not
 * started, and neither is one on an engine that cannot make sandboxes.
 * @throws ENGINE_UNREACHABLE, IMAGE_NOT_FOUND, INTERRUPTED
 */
export async function startCandidate(
  { candidate, functions, event, stranger = false }: StartTask,
  { engine, hosting }: StartDeps,
  watcher: ProbeWatcher,
  signal: AbortSignal,
): Promise<StartReport> {
  if (candidate.origin.kind !== 'engine')
    return skipped('it is not in the container engine', [
      'Let the engine have it (docker load --input FILE, or docker pull REFERENCE), then: lading check IMAGE',
    ]);
  const architecture = architectureOf(candidate.facts.architecture);
  const facts = await (await engine()).describe();
  if (!architecture || architecture !== facts.architecture) {
    const own = facts.architecture ?? 'of another kind';
    return skipped(`it is for ${candidate.facts.architecture}, and the container engine is ${own}`);
  }
  const task = {
    imageId: candidate.origin.image.id,
    architecture,
    functions: startsOf(functions),
    stranger,
    ...(event !== undefined && { event }),
  };
  try {
    const probes = await probeImage(task, await hosting(), watcher, signal);
    return { probes, findings: findingsOf(probes) };
  } catch (error) {
    // Rootless engines and old ones lack some of what a sandbox takes; that is no fault of the image.
    if (error instanceof AppError && error.code === 'SANDBOX_FAILED') return skipped(error.message);
    throw error;
  }
}

function findingsOf(probes: readonly FunctionProbe[]): Finding[] {
  const names = new Set(probes.map(({ name }) => name));
  return probes.flatMap(({ name, findings }) =>
    names.size === 1
      ? findings
      : findings.map((found) => ({ ...found, message: `${name}: ${found.message}` })),
  );
}

/** Those who asked for a start are told that there was none. */
function skipped(why: string, suggestions = elsewhere): StartReport {
  const finding = asWarning(unsuitable('START', `it was not started: ${why}`, suggestions));
  return { probes: [], skipped: why, findings: [finding] };
}
