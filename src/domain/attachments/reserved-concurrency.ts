/** Reserved concurrency of a function: at most, and always, so many invocations at a time. */
import type { AttachmentPlan } from './attachment-plan.js';

/** Executions; `false` for none reserved. 0 stops every invocation. */
export type ReservedConcurrency = number | false;

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
export function planReservedConcurrency(
  desired: ReservedConcurrency,
  observed: ReservedConcurrency = false,
): AttachmentPlan<'reservedConcurrency', ReservedConcurrency> {
  const kind = 'reservedConcurrency';
  if (desired === observed) return { kind, action: 'none', changes: [], steps: [] };
  const change = {
    path: kind,
    ...(observed !== false && { from: observed }),
    ...(desired !== false && { to: desired }),
  };
  const action = desired === false ? 'delete' : observed === false ? 'create' : 'update';
  return { kind, action, changes: [change], steps: [desired] };
}
