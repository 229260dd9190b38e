/** Decides from alarms and metrics whether a shift has to be taken back. Pure. */

export interface AlarmState {
  readonly name: string;
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA`. */
  readonly state: string;
  /** CloudWatch's own words. */
  readonly reason: string;
}

/** Counts since the shift began. */
export interface VersionCounts {
  readonly invocations: number;
  readonly errors: number;
}

export interface Sighting {
  readonly alarms: readonly AlarmState[];
  readonly counts: VersionCounts;
}

/** Why the shift has to end, as a sentence about the version; undefined when all is well. */
export function breachOf({ alarms, counts }: Sighting, toleratedErrors: number): string | undefined {
  const ringing = alarms.filter(({ state }) => state === 'ALARM');
  if (ringing.length > 0) {
    return ringing
      .map(({ name, reason }) => `alarm ${name} is in ALARM${reason ? ` (${reason})` : ''}`)
      .join('; ');
  }
  const { invocations, errors } = counts;
  // Metrics of one minute may arrive apart: errors without invocations are errors.
  const percent = (errors / Math.max(invocations, errors, 1)) * 100;
  if (percent <= toleratedErrors) return undefined;
  return `${errors} of its ${Math.max(invocations, errors)} invocations failed (${rounded(percent)}%, tolerated ${toleratedErrors}%)`;
}

function rounded(percent: number): number {
  return Math.round(percent * 10) / 10;
}
