/** Provisioned concurrency of an alias: so many execution environments are kept ready. */
import type { AttachmentPlan } from './attachment-plan.js';
import { compareField } from './compare-fields.js';

/** Executions, at least 1; `false` for none. */
export type ProvisionedConcurrency = number | false;

export interface ObservedProvisionedConcurrency {
  readonly requested: number;
  /** `IN_PROGRESS`, `READY`, `FAILED`; unknown values verbatim. */
  readonly status: string;
  readonly reason?: string;
}

/**
 * An allocation that failed is asked for again, although the number is the same.
 * https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html
 */
export function planProvisionedConcurrency(
  desired: ProvisionedConcurrency,
  observed: ObservedProvisionedConcurrency | false = false,
): AttachmentPlan<'provisionedConcurrency', ProvisionedConcurrency> {
  const kind = 'provisionedConcurrency';
  const changes = compareField(kind, observed === false ? false : observed.requested, desired);
  const failed = desired !== false && observed !== false && observed.status === 'FAILED';
  if (changes.length === 0 && failed) changes.push({ path: `${kind}.status`, from: 'FAILED', to: 'READY' });
  if (changes.length === 0) return { kind, action: 'none', changes, steps: [] };
  const action = desired === false ? 'delete' : observed === false ? 'create' : 'update';
  return { kind, action, changes, steps: [desired] };
}
