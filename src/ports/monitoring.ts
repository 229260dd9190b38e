/** Alarms and metrics of CloudWatch, as far as a shift watches them. */
import type { AliasName, FunctionName, VersionNumber } from '../domain/function-spec.js';
import type { AlarmState, VersionCounts } from '../domain/shift-watch.js';

export interface Monitoring {
  /** Metric and composite alarms of these names; those that do not exist are missing. */
  describeAlarms(names: readonly string[]): Promise<readonly AlarmState[]>;
  /** Invocations of a version through these aliases and by its own number, in a time of milliseconds since the epoch. */
  countInvocations(
    name: FunctionName,
    version: VersionNumber,
    aliases: readonly AliasName[],
    time: { readonly since: number; readonly until: number },
  ): Promise<VersionCounts>;
}
