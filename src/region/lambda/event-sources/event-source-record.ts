/** Event source mappings as the region stores them, and the state that follows from the clock. */
import type { SourceKind } from './source-kind.js';

/** The settings of a mapping in the API's own shapes; absent members are omitted from answers. */
export interface EventSourceSettings {
  readonly BatchSize: number;
  readonly MaximumBatchingWindowInSeconds: number;
  readonly FunctionResponseTypes: readonly string[];
  readonly FilterCriteria?: { readonly Filters: readonly { readonly Pattern: string }[] };
  readonly KMSKeyArn?: string;
  readonly MetricsConfig?: { readonly Metrics: readonly string[] };
  /** SQS only. */
  readonly ScalingConfig?: { readonly MaximumConcurrency: number };
  /** Streams only, as all that follow. */
  readonly ParallelizationFactor?: number;
  readonly MaximumRecordAgeInSeconds?: number;
  readonly MaximumRetryAttempts?: number;
  readonly BisectBatchOnFunctionError?: boolean;
  readonly TumblingWindowInSeconds?: number;
  readonly DestinationConfig?: { readonly OnFailure: { readonly Destination?: string } };
}

/** A change that takes time, and what the mapping's State is meanwhile. */
export interface EventSourceChange {
  readonly state: 'Creating' | 'Updating' | 'Enabling' | 'Disabling' | 'Deleting';
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
}

export interface EventSourceRecord {
  readonly uuid: string;
  readonly kind: SourceKind;
  readonly sourceArn: string;
  readonly functionName: string;
  /** Version, alias or `$LATEST`, when the mapping names one. */
  readonly qualifier?: string;
  readonly enabled: boolean;
  readonly settings: EventSourceSettings;
  readonly startingPosition?: string;
  /** Seconds since the epoch. */
  readonly startingPositionTimestamp?: number;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  readonly change: EventSourceChange;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The State as the API shows it; `undefined` once a deletion has ended.
 * https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html
 */
export function stateOf({ change, enabled }: EventSourceRecord, now: number): string | undefined {
  if (now < change.endsAt) return change.state;
  if (change.state === 'Deleting') return undefined;
  return enabled ? 'Enabled' : 'Disabled';
}

/** Whether a change is under way, during which Lambda takes no other. */
export function isBusy({ change }: EventSourceRecord, now: number): boolean {
  return now < change.endsAt;
}
