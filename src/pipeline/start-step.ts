/** The steps that start the image in a sandbox: of check, and of a deploy that was asked to. */
import { warningsOf } from '../domain/finding.js';
import { defaultProbeSettings } from '../domain/probe/probe-facts.js';
import { printable } from '../domain/probe/quote.js';
import { registerSecret } from '../errors/redact.js';
import { stopOnErrors } from '../services/check-image.js';
import { describeProbe } from '../services/probe-image.js';
import {
  type StartDeps,
  type StartReport,
  type StartTask,
  startCandidate,
} from '../services/start-candidate.js';
import type { Checked } from './deploy-state.js';
import type { Step, StepReport } from './step.js';

/** Before anything is sent or changed. @throws IMAGE_UNSUITABLE, ARCHITECTURE_MISMATCH with what it showed */
export function startStep(deps: StartDeps): Step<Checked, Checked> {
  return {
    id: 'start',
    title: 'Start it as Lambda would',
    async run(state, report, signal) {
      if (!state.plan.changes) {
        report.outcome('not needed');
        return state;
      }
      const { candidate } = state;
      const task = { candidate, functions: startedFunctions(state) };
      const { findings } = await start(task, deps, report, signal);
      const remarks = stopOnErrors(findings, 'The image', 'Nothing was changed.');
      for (const { message } of remarks) report.warn(message);
      return { ...state, warnings: [...state.warnings, ...warningsOf(remarks)] };
    },
  };
}

/** Tells the report what happens; the outcome is how each start went. */
export async function start(
  task: StartTask,
  deps: StartDeps,
  report: StepReport,
  signal: AbortSignal,
): Promise<StartReport> {
  const started = await startCandidate(
    task,
    deps,
    {
      onStart: (name) => report.progress(name),
      onLog({ text }) {
        for (const line of printable(text).split('\n')) report.line(line);
      },
    },
    signal,
  );
  report.outcome(
    started.skipped === undefined
      ? started.probes.map(describeProbe).join('; ')
      : 'could not be started here',
  );
  return started;
}

/** What the file leaves open stays as it is in the account, so it is started with that; a new function gets Lambda's defaults. */
function startedFunctions({ desired, suits, observed }: Checked): StartTask['functions'] {
  return (suits ?? desired.functions).map(({ name, configuration, environmentMode }) => {
    const there = observed.functions[name]?.latest.configuration;
    const environment =
      environmentMode === 'merge'
        ? { ...there?.environment, ...configuration.environment }
        : (configuration.environment ?? there?.environment ?? {});
    // What was set by hand may be secret too, and the function may print it.
    for (const value of Object.values(environment)) if (!name.includes(value)) registerSecret(value);
    return { name, configuration: { ...defaultProbeSettings, ...there, ...configuration, environment } };
  });
}
