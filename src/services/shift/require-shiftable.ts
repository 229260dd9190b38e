/** Refuses, before the function is changed, what is known to keep its aliases from being shifted. */
import type { AliasView } from '../../domain/alias-plan.js';
import type { FunctionTarget, FunctionView } from '../../domain/deploy-plan.js';
import type { FunctionConfiguration } from '../../domain/function-spec.js';
import { AppError } from '../../errors/app-error.js';
import type { DeployDeps } from '../deploy-deps.js';
import { refuseHalfShift } from './refuse-half-shift.js';
import { requireQuietAlarms } from './watch-version.js';

/** @throws SHIFT_UNFINISHED, ALARM_NOT_FOUND, SHIFT_STOPPED, USAGE where Lambda would not split the traffic of these versions */
export async function requireShiftable(
  { spec, configuration }: FunctionTarget,
  view: FunctionView | undefined,
  deps: Pick<DeployDeps, 'monitoring' | 'clock'>,
): Promise<void> {
  refuseHalfShift(spec, view);
  const { rollout, aliases } = spec;
  if (!rollout || rollout.shift.kind === 'all' || !view) return;
  const existing = aliases.flatMap((name) => view.aliases[name] ?? []);
  if (existing.length === 0) return;
  const wanted = { ...view.latest.configuration, ...configuration };
  for (const alias of existing) requireSameRole(spec.name, alias, wanted);
  await requireQuietAlarms(spec.name, rollout, deps);
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html: both versions need the same role and dead-letter queue. */
function requireSameRole(
  name: string,
  { alias, target }: AliasView,
  wanted: Pick<FunctionConfiguration, 'role' | 'deadLetter'>,
): void {
  if (!target) return;
  const differs = (['role', 'deadLetter'] as const).find(
    (setting) => target.configuration[setting] !== wanted[setting],
  );
  if (differs === undefined) return;
  throw new AppError({
    code: 'USAGE',
    message: `The traffic of alias ${alias.name} of ${name} cannot be shifted: Lambda splits it only between versions with the same execution role and dead-letter queue, and ${differs} differs from that of version ${alias.version}. ${name} was not changed.`,
    suggestions: [`Move all traffic at once, this time: lading deploy --shift all`],
    details: { function: name, alias: alias.name, setting: differs },
  });
}
