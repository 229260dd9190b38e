/** What the operations of CloudWatch Logs are given, and how they report broken constraints. */
import type { RegionSettings } from '../service.js';
import type { Store } from '../store.js';
import { jsonOperations } from '../wire/json.js';
import { WireError } from '../wire/wire-error.js';
import type { LogEvents } from './log-events.js';

export interface LogsDeps {
  readonly store: Store;
  readonly events: LogEvents;
  readonly settings: RegionSettings;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

export const logsOperation = jsonOperations('InvalidParameterException');

export function invalidParameter(message: string): WireError {
  return new WireError('InvalidParameterException', message, 400);
}

/** In the words of a public report: aws/karpenter-provider-aws#9567. */
export function unsupportedClass(group: string, kind: string, operation: string): WireError {
  return new WireError(
    'InvalidOperationException',
    `The log group ${group} is of log-group-class ${kind}. ${operation} is not supported for this log class.`,
    400,
  );
}
