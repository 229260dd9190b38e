/** The steps that get hold of the image, wherever it comes from. */
import { contentTag } from '../domain/content-tag.js';
import { shortDigest } from '../domain/digest.js';
import { warningsOf } from '../domain/finding.js';
import { type ImageReference, repositoryUriOf } from '../domain/image-reference.js';
import type { ImageSourceChoice } from '../domain/image-source.js';
import { AppError } from '../errors/app-error.js';
import { buildImage, openArchive, takeImage } from '../services/acquire-image.js';
import type { Candidate } from '../services/candidate.js';
import { requireSuitable } from '../services/check-image.js';
import { readForeignImage } from '../services/copy-image.js';
import type { DeployDeps } from '../services/deploy-deps.js';
import { filesSubject, inspectPacked } from '../services/preflight.js';
import { resolveStored } from '../services/resolve-stored.js';
import { packContent } from '../services/send-content.js';
import type { Acquired, Checked, DeployRequest, Observed } from './deploy-state.js';
import { describeBuild, describePacking } from './describe-progress.js';
import type { Step, StepReport } from './step.js';
import type { Stopwatch } from './stopwatch.js';

/** The image in the engine: built, or one that is there already. */
export function acquireStep(deps: DeployDeps, stopwatch: Stopwatch): Step<DeployRequest, Acquired> {
  return {
    id: 'build',
    title: 'Get the image',
    run: (state, report, signal) =>
      stopwatch.measure('build', async () => {
        const describe = describeBuild(report);
        const { source, desired, noCache } = state;
        const candidate =
          source.kind === 'engine'
            ? await takeImage(source.reference, deps.engine)
            : await buildImage(desired, await deps.engine(), { noCache }, describe.onEvent, signal);
        return accept(candidate, state, report, describe.summary());
      }),
  };
}

/** The image of a file or folder. The engine is not asked. */
export function archiveStep(
  deps: DeployDeps,
  path: string,
  stopwatch: Stopwatch,
): Step<DeployRequest, Acquired> {
  return {
    id: 'archive',
    title: 'Read the archive',
    run: (state, report, signal) =>
      stopwatch.measure('build', async () => {
        const candidate = await openArchive(path, state.desired.architecture, deps.archives, signal);
        return accept(candidate, state, report, '');
      }),
  };
}

/** The image of another registry; needs the token that observing brought, in case it is the own one. */
export function foreignStep(
  deps: DeployDeps,
  { reference, exact }: Extract<ImageSourceChoice, { kind: 'registry' }>,
  stopwatch: Stopwatch,
): Step<Observed, Observed & Acquired> {
  return {
    id: 'source',
    title: `Look at ${repositoryUriOf(reference)}`,
    run: (state, report) =>
      stopwatch.measure('build', async () => {
        const { observed, desired } = state;
        const candidate = await readForeignImage(
          reference,
          desired.architecture,
          observed.authorization,
          deps,
        );
        if (exact && candidate.id !== reference.digest) throw isIndex(reference, candidate.id);
        return accept(candidate, state, report, '');
      }),
  };
}

/** The image where Lambda pulls from; needs the token that observing brought. */
export function resolveStep(
  deps: DeployDeps,
  reference: ImageReference,
): Step<Observed, Observed & Acquired> {
  return {
    id: 'image',
    title: 'Resolve the image',
    async run(state, report) {
      const { observed, desired } = state;
      const { candidate, remarks } = await resolveStored(reference, desired.architecture, observed, deps);
      for (const { message } of remarks) report.warn(message);
      const accepted = accept(candidate, state, report, '');
      return { ...accepted, imageWarnings: [...warningsOf(remarks), ...accepted.imageWarnings] };
    },
  };
}

/**
 * Compresses and checks what is to be sent, so that a damaged archive is found out before anything is changed, and looks into
 * what is on this machine: the layers of another registry would have to come twice.
 */
export function packStep(deps: DeployDeps): Step<Checked, Checked> {
  return {
    id: 'pack',
    title: 'Prepare the layers',
    async run(state, report, signal) {
      const { candidate, lookup, source, desired } = state;
      if (candidate.origin.kind !== 'content' || lookup.present) {
        report.outcome('nothing to send');
        return state;
      }
      const packed = await packContent(candidate.origin.content, describePacking(report), signal);
      report.outcome(shortDigest(packed.manifest.digest));
      if (source.kind !== 'archive') return state;
      const subject = filesSubject(candidate, state.suits ?? desired.functions);
      const findings = await inspectPacked(packed, subject, deps, signal);
      for (const { message } of findings) report.warn(message);
      return { ...state, warnings: [...state.warnings, ...warningsOf(findings)] };
    },
  };
}

function isIndex(reference: ImageReference, child: string): AppError {
  const uri = repositoryUriOf(reference);
  return new AppError({
    code: 'IMAGE_IS_INDEX',
    message: `${uri}@${reference.digest} is an index, which Lambda does not run, so its digest cannot stay the same. Nothing was changed.`,
    suggestions: [`Name the image in it that suits the function: ${uri}@${child}`],
    details: { repository: uri, reference: reference.digest ?? '', child },
  });
}

function accept<State extends DeployRequest>(
  candidate: Candidate,
  state: State,
  report: StepReport,
  remark: string,
): State & Acquired {
  const { architecture, functions } = state.desired;
  const checked = { architecture, functions: state.suits ?? functions };
  const findings = requireSuitable(candidate.facts, checked);
  for (const { message } of findings) report.warn(message);
  report.outcome(`${contentTag(candidate.id)}${remark}`);
  return { ...state, candidate, imageWarnings: warningsOf(findings) };
}
