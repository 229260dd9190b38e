/** The steps that get hold of the image, wherever it comes from. */
import { contentTag } from '../domain/content-tag.js';
import type { ImageReference } from '../domain/image-reference.js';
import { buildImage, takeImage } from '../services/acquire-image.js';
import type { Candidate } from '../services/candidate.js';
import { requireSuitable } from '../services/check-image.js';
import type { DeployDeps } from '../services/deploy-deps.js';
import { requireOwnRegistry, resolveReference } from '../services/resolve-reference.js';
import type { Acquired, DeployRequest, Observed } from './deploy-state.js';
import { describeBuild } from './describe-progress.js';
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
        const engine = await deps.engine();
        const candidate =
          source.kind === 'engine'
            ? await takeImage(source.reference, engine)
            : await buildImage(desired, engine, { noCache }, describe.onEvent, signal);
        return accept(candidate, state, report, describe.summary());
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
      const { credentials, proxyEndpoint } = state.observed.authorization;
      requireOwnRegistry(reference, proxyEndpoint);
      const { architecture } = state.desired;
      const candidate = await resolveReference(reference, architecture, deps.registry, credentials);
      return accept(candidate, state, report, '');
    },
  };
}

function accept<State extends DeployRequest>(
  candidate: Candidate,
  state: State,
  report: StepReport,
  remark: string,
): State & Acquired {
  const { architecture, functions } = state.desired;
  const checked = { architecture, functions: state.suits ?? functions };
  for (const warning of requireSuitable(candidate.facts, checked)) report.warn(warning.message);
  report.outcome(`${contentTag(candidate.id)}${remark}`);
  return { ...state, candidate };
}
