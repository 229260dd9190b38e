/** The last look before the account is changed. */
import { countFindings, warningsOf } from '../domain/finding.js';
import type { DeployDeps } from '../services/deploy-deps.js';
import { functionTarget } from '../services/plan-deploy.js';
import { preflight } from '../services/preflight.js';
import { requireShiftable } from '../services/shift/require-shiftable.js';
import type { Checked, Planned } from './deploy-state.js';
import type { Step } from './step.js';

/** Ends with all warnings so far. `refusing`: what keeps traffic from being shifted stops here; a plan is shown all the same. */
export function preflightStep(deps: DeployDeps, refusing: boolean): Step<Planned, Checked> {
  return {
    id: 'preflight',
    title: 'Check before changing',
    async run(state, report, signal) {
      const task = { ...state, suits: state.suits ?? state.desired.functions };
      const { findings, protect, expiring } = await preflight(task, deps, signal);
      for (const { message } of findings) report.warn(message);
      if (refusing) await requireShifts(state, deps);
      report.outcome(state.plan.changes ? countFindings(findings) : 'not needed');
      const { lookup } = state;
      const missingTags = [...lookup.missingTags, ...protect];
      const warnings = [...state.imageWarnings, ...warningsOf(findings)];
      return { ...state, lookup: { ...lookup, missingTags }, warnings, expiring };
    },
  };
}

/** Before the image is sent; looked at once more right before each function is changed. */
async function requireShifts({ desired, observed, plan }: Planned, deps: DeployDeps): Promise<void> {
  const publishing = new Set(plan.functions.flatMap(({ name, publish }) => (publish ? [name] : [])));
  const specs = desired.functions.filter(({ name }) => publishing.has(name));
  await Promise.all(
    specs.map((spec) =>
      requireShiftable(functionTarget(spec, observed, undefined), observed.functions[spec.name], deps),
    ),
  );
}
