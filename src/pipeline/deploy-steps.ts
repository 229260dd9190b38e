/** The steps of a deploy: each one names what it does and leaves the doing to a service. */
import { shortDigest } from '../domain/digest.js';
import { type Finding, warningsOf } from '../domain/finding.js';
import { inactiveWarning } from '../domain/inactive-warning.js';
import { once } from '../domain/once.js';
import type { DeployDeps } from '../services/deploy-deps.js';
import { describeRelease } from '../services/describe-release.js';
import { ensureRepository } from '../services/ensure-repository.js';
import { ensureRoles } from '../services/ensure-roles.js';
import { findImage } from '../services/find-image.js';
import { findRevisionTag } from '../services/find-revision-tag.js';
import { observe } from '../services/observe.js';
import { functionTarget, makePlan } from '../services/plan-deploy.js';
import { protectUsedImage } from '../services/protect-image.js';
import { pushImage } from '../services/push-image.js';
import type { ReleasedFunction } from '../services/release-context.js';
import { releaseFunction } from '../services/release-function.js';
import { refuseHalfShift } from '../services/shift/refuse-half-shift.js';
import { ladingVersion } from '../version.js';
import type {
  Acquired,
  Checked,
  DeployRequest,
  Observed,
  Planned,
  Pushed,
  WithRepository,
} from './deploy-state.js';
import { describePush } from './describe-progress.js';
import { rollbackWarnings } from './rollback-warnings.js';
import type { Step } from './step.js';
import type { Stopwatch } from './stopwatch.js';

/** `refusing`: a shift that has not ended stops here, before an image is built for nothing. A plan shows it instead. */
export function observeStep(deps: DeployDeps, refusing: boolean): Step<DeployRequest, Observed> {
  return {
    id: 'account',
    title: 'Look at the account',
    async run(state, report) {
      const observed = await observe(state.desired, deps);
      if (refusing)
        for (const spec of state.desired.functions) refuseHalfShift(spec, observed.functions[spec.name]);
      report.outcome(`${observed.caller.account} in ${observed.caller.region}`);
      return { ...state, observed };
    },
  };
}

export function planStep(deps: DeployDeps): Step<Observed & Acquired, Planned> {
  return {
    id: 'plan',
    title: 'Compare',
    async run(state, report) {
      const { observed, candidate, desired } = state;
      const { credentials } = observed.authorization;
      const found = await findImage(
        {
          candidate,
          architecture: desired.architecture,
          extraTags: state.extraTags,
          repository: observed.repository,
          credentials,
        },
        deps.registry,
      );
      const revision = await findRevisionTag(
        {
          source: state.source,
          folder: desired.image.context,
          lookup: found,
          repository: observed.repository,
          credentials,
        },
        deps,
      );
      const lookup = { ...found, ...(revision && { revisionTag: revision }) };
      const plan = makePlan(desired, observed, candidate, lookup);
      report.outcome(plan.changes ? 'changes to make' : 'nothing to do');
      return { ...state, lookup, plan };
    },
  };
}

/** Roles are made here, so that they become usable while the image is pushed. */
export function repositoryStep(deps: DeployDeps, stopwatch: Stopwatch): Step<Checked, WithRepository> {
  return {
    id: 'repository',
    title: 'Ensure repository and roles',
    run: (state, report) =>
      stopwatch.measure('repository', async () => {
        const { desired, observed, plan } = state;
        const [repository, autoRoles] = await Promise.all([
          ensureRepository(desired.repository, plan.repository, observed, deps),
          ensureRoles(desired, observed.autoRoles, deps),
        ]);
        report.outcome(`${repository.repository.uri} ${repository.action}`);
        return { ...state, repository, observed: { ...observed, autoRoles } };
      }),
  };
}

export function pushStep(deps: DeployDeps, stopwatch: Stopwatch): Step<WithRepository, Pushed> {
  return {
    id: 'push',
    title: 'Push the image',
    run: (state, report, signal) =>
      stopwatch.measure('push', async () => {
        const { candidate, lookup, repository, observed, desired } = state;
        const found: Finding[] = [];
        const warn = (finding: Finding): void => {
          found.push(finding);
          report.warn(finding.message);
        };
        const pushed = await pushImage(
          {
            candidate,
            lookup,
            repository: repository.repository.uri,
            architecture: desired.architecture,
            credentials: observed.authorization.credentials,
          },
          deps,
          { onEvent: describePush(report), warn, note: report.line },
          signal,
        );
        const how = lookup.present
          ? 'already there'
          : `${pushed.layers.pushed} of ${pushed.layers.total} layers sent`;
        report.outcome(`${shortDigest(pushed.digest)}, ${how}`);
        return { ...state, pushed, warnings: [...state.warnings, ...warningsOf(found)] };
      }),
  };
}

/** One step a function. */
export function releaseSteps(
  deps: DeployDeps,
  stopwatch: Stopwatch,
): (state: Pushed) => Step<Pushed, ReleasedFunction>[] {
  return ({ desired, observed, pushed, extraTags, repository, lookup, expiring }) => {
    const facts = {
      lading: ladingVersion,
      tags: [pushed.tag, ...extraTags],
      sources: desired.image.context,
      callerArn: observed.caller.arn,
    };
    const protect = once(() => protectUsedImage(pushed.digest, repository.repository, deps));
    const note = once(() => describeRelease(facts, deps.sources));
    return desired.functions.map((spec) => ({
      id: spec.name,
      title: `Function ${spec.name}`,
      async run(state, report, signal) {
        const { observed, pushed, waitTimeout } = state;
        const { digest, uri } = pushed;
        const target = { ...functionTarget(spec, observed, digest), digest };
        const plan = state.plan.functions.find(({ name }) => name === spec.name);
        for (const warning of rollbackWarnings(plan, observed.functions[spec.name])) report.warn(warning);
        const task = {
          target,
          imageUri: uri,
          view: observed.functions[spec.name],
          attachments: observed.attachments[spec.name] ?? {},
          waitTimeout,
          note,
        };
        const released = await stopwatch.measure('function', () =>
          releaseFunction(task, deps, report.progress, signal),
        );
        stopwatch.add('function', -released.waited);
        stopwatch.add('wait', released.waited);
        const version = released.version === null ? '' : `, version ${released.version}`;
        report.outcome(`${released.action}, ${released.state}${version}`);
        for (const { message } of inactiveWarning(released)) report.warn(message);
        const unseen = expiring && lookup.present && plan?.action !== 'none' ? await protect() : undefined;
        if (unseen !== undefined) report.warn(unseen);
        return released;
      },
    }));
  };
}
