/** `lading check`: would Lambda take and start this image? Looks into it, starts it in a sandbox, and changes nothing anywhere. */
import type { Architecture } from '../domain/architecture.js';
import type { DesiredDeployment } from '../domain/desired-deployment.js';
import { countFindings, type Finding, sorted } from '../domain/finding.js';
import type { ImageSourceChoice } from '../domain/image-source.js';
import type { ErrorDocument } from '../errors/app-error.js';
import { buildImage, openArchive, takeImage } from '../services/acquire-image.js';
import { failureOf } from '../services/check-image.js';
import { checkInspectable, type ImageReport } from '../services/check-inspectable.js';
import type { DeployDeps } from '../services/deploy-deps.js';
import {
  type InspectableImage,
  imageInArchive,
  imageInEngine,
  imageInRegistry,
} from '../services/inspectable-image.js';
import type { StartDeps, StartReport } from '../services/start-candidate.js';
import type { PipelineTools } from './deploy.js';
import { describeBuild, describePacking } from './describe-progress.js';
import { type StartResult, startResult } from './start-result.js';
import { start } from './start-step.js';
import { type Pipeline, pipeline, type Step, type StepReport } from './step.js';

export interface CheckRequest {
  readonly source: ImageSourceChoice;
  /** How to build, and the functions to check for; those of the image alone when there are none. */
  readonly desired: DesiredDeployment;
  /** Undefined: the image's own. */
  readonly architecture: Architecture | undefined;
  readonly noCache: boolean;
  /** Missing: it is only looked into. */
  readonly start?: {
    /** JSON, given to each function that starts. */
    readonly event?: string;
    /** Nobody has said which functions it is for. */
    readonly stranger: boolean;
  };
}

export interface CheckResult {
  passed: boolean;
  image: {
    /** The engine's image id, or the digest of the image config. */
    id: string;
    architecture: string;
    layers: number;
    uncompressedBytes: number | null;
    compressedBytes: number | null;
  };
  /** Errors first. */
  findings: {
    id: string;
    severity: 'error' | 'warning';
    code: string;
    message: string;
    suggestions: string[];
    /** Lines that it wrote when it was started. */
    evidence: string[];
  }[];
  /** What starting it showed; null with --static. */
  start: StartResult | null;
  /** Of the first error; missing when it passed. */
  error?: ErrorDocument;
}

interface Opened extends CheckRequest {
  readonly image: InspectableImage;
}

interface Looked extends Opened {
  readonly report: ImageReport;
}

interface Started extends Looked {
  readonly started?: StartReport;
}

/** @throws when the image cannot be had at all; what is wrong with it is the result */
export async function check(
  request: CheckRequest,
  { deps, runner, signal }: PipelineTools,
): Promise<CheckResult> {
  const look = pipeline<CheckRequest>().next(openStep(deps)).next(lookStep());
  const steps: Pipeline<CheckRequest, Started> = request.start ? look.next(startedStep(deps)) : look;
  const { image, report, started } = await runner.run(steps, request, signal);
  const { id, facts } = image.candidate;
  const findings = sorted([...report.findings, ...(started?.findings ?? [])]);
  const failure = failureOf(findings, 'The image', 'Nothing was changed.');
  return {
    passed: failure === undefined,
    image: {
      id,
      architecture: facts.architecture,
      layers: facts.layerCount,
      uncompressedBytes: report.uncompressedBytes ?? null,
      compressedBytes: report.compressedBytes ?? null,
    },
    findings: findings.map(shown),
    start: started ? startResult(started) : null,
    ...(failure && { error: failure.toDocument() }),
  };
}

function openStep(deps: DeployDeps): Step<CheckRequest, Opened> {
  return {
    id: 'image',
    title: 'Get the image',
    async run(state, report, signal) {
      const image = await open(state, deps, report, signal);
      report.outcome(image.candidate.id);
      return { ...state, image };
    },
  };
}

async function open(
  { source, desired, architecture = desired.architecture, noCache }: CheckRequest,
  deps: DeployDeps,
  report: StepReport,
  signal: AbortSignal,
): Promise<InspectableImage> {
  switch (source.kind) {
    case 'engine':
      return imageInEngine(await takeImage(source.reference, deps.engine), deps);
    case 'archive': {
      const candidate = await openArchive(source.path, architecture, deps.archives, signal);
      return imageInArchive(candidate, deps, describePacking(report), signal);
    }
    case 'build': {
      const { onEvent } = describeBuild(report);
      const options = { noCache };
      return imageInEngine(await buildImage(desired, await deps.engine(), options, onEvent, signal), deps);
    }
    default:
      return imageInRegistry(source.reference, architecture, deps);
  }
}

function lookStep(): Step<Opened, Looked> {
  return {
    id: 'check',
    title: 'Look into it',
    async run(state, report, signal) {
      const { image, desired, architecture } = state;
      const found = await checkInspectable(image, desired.functions, architecture, signal);
      report.outcome(countFindings(found.findings));
      return { ...state, report: found };
    },
  };
}

/** Not where it is known already that it cannot be started. */
function startedStep(deps: StartDeps): Step<Looked, Started> {
  return {
    id: 'start',
    title: 'Start it as Lambda would',
    async run(state, report, signal) {
      const { image, desired, report: looked } = state;
      const known = looked.findings.filter(keepsFromStarting).map(({ id }) => id);
      if (known.length > 0) {
        report.outcome('left out');
        const ids = [...new Set(known)].join(', ');
        return {
          ...state,
          started: { probes: [], findings: [], skipped: `what was found keeps it from starting (${ids})` },
        };
      }
      const task = { candidate: image.candidate, functions: desired.functions, ...state.start };
      return { ...state, started: await start(task, deps, report, signal) };
    },
  };
}

function keepsFromStarting({ id, severity }: Finding): boolean {
  return severity === 'error' && /^(?:A13|A14|C[1-7])$/.test(id);
}

function shown({
  id,
  severity,
  code,
  message,
  suggestions,
  evidence = [],
}: Finding): CheckResult['findings'][number] {
  return { id, severity, code, message, suggestions: [...suggestions], evidence: [...evidence] };
}
