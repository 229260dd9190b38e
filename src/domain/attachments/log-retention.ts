/** How long CloudWatch Logs keeps what a function logs. */
import type { FunctionConfiguration, FunctionName } from '../function-spec.js';
import type { AttachmentPlan } from './attachment-plan.js';
import { compareField } from './compare-fields.js';

/** Days; `false` keeps logs for ever. */
export type LogRetention = number | false;

/** Nothing else is taken. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const retentionDays: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export interface ObservedLogRetention {
  readonly group: string;
  readonly exists: boolean;
  readonly days: LogRetention;
}

export type LogRetentionStep =
  | { readonly do: 'create-group' }
  | { readonly do: 'retain'; readonly days: LogRetention };

/** Lambda makes the group at the first invocation, keeping logs for ever; who wants less must not wait for that. */
export function planLogRetention(
  desired: LogRetention,
  observed?: ObservedLogRetention,
): AttachmentPlan<'logRetention', LogRetentionStep> {
  const kind = 'logRetention';
  const changes = compareField(kind, observed?.days, desired);
  if (changes.length === 0) return { kind, action: 'none', changes, steps: [] };
  const retain = { do: 'retain', days: desired } as const;
  if (observed?.exists)
    return { kind, action: desired === false ? 'delete' : 'update', changes, steps: [retain] };
  const group = observed ? [{ path: `${kind}.group`, to: observed.group }] : [];
  return { kind, action: 'create', changes: [...group, ...changes], steps: [{ do: 'create-group' }, retain] };
}

/** The group that the function logs to, or will once it has the settings asked for. */
export function logGroupOf(
  name: FunctionName,
  desired: Partial<FunctionConfiguration>,
  observed: FunctionConfiguration | undefined,
): string {
  return desired.logging?.logGroup ?? observed?.logging.logGroup ?? `/aws/lambda/${name}`;
}
