/** The last look before the account is changed. */
import { countFindings, warningsOf } from '../domain/finding.js';
import type { DeployDeps } from '../services/deploy-deps.js';
import { preflight } from '../services/preflight.js';
import type { Checked, Planned } from './deploy-state.js';
import type { Step } from './step.js';

/** Ends with all warnings so far. */
export function preflightStep(deps: DeployDeps): Step<Planned, Checked> {
  return {
    id: 'preflight',
    title: 'Check before changing',
    async run(state, report, signal) {
      const task = { ...state, suits: state.suits ?? state.desired.functions };
      const { findings, protect, expiring } = await preflight(task, deps, signal);
      for (const { message } of findings) report.warn(message);
      report.outcome(state.plan.changes ? countFindings(findings) : 'not needed');
      const { lookup } = state;
      const missingTags = [...lookup.missingTags, ...protect];
      const warnings = [...state.imageWarnings, ...warningsOf(findings)];
      return { ...state, lookup: { ...lookup, missingTags }, warnings, expiring };
    },
  };
}
