/** Puts requested settings of an event source mapping over existing ones. */
import type { EventSourceSettings } from './event-source-record.js';
import type { EventSourceInput } from './event-source-schema.js';
import type { SourceKind } from './source-kind.js';

/** Members whose value is taken as it is. */
const plainMembers = [
  'BatchSize',
  'MaximumBatchingWindowInSeconds',
  'FunctionResponseTypes',
  'ParallelizationFactor',
  'MaximumRecordAgeInSeconds',
  'MaximumRetryAttempts',
  'BisectBatchOnFunctionError',
  'TumblingWindowInSeconds',
] as const;

/** What a new mapping has before anything is asked for, as recorded. */
export function defaultEventSource(kind: SourceKind): EventSourceSettings {
  if (kind === 'sqs') return { BatchSize: 10, MaximumBatchingWindowInSeconds: 0, FunctionResponseTypes: [] };
  return {
    BatchSize: 100,
    MaximumBatchingWindowInSeconds: 0,
    FunctionResponseTypes: [],
    ParallelizationFactor: 1,
    MaximumRecordAgeInSeconds: -1,
    MaximumRetryAttempts: -1,
    BisectBatchOnFunctionError: false,
    TumblingWindowInSeconds: 0,
    DestinationConfig: { OnFailure: {} },
  };
}

/** What is named replaces wholesale; empty filters, metrics, limits, destinations and keys take the setting away. */
export function mergeEventSource(current: EventSourceSettings, input: EventSourceInput): EventSourceSettings {
  const { FilterCriteria, KMSKeyArn, MetricsConfig, ScalingConfig, DestinationConfig } = input;
  const merged = {
    ...current,
    ...given(Object.fromEntries(plainMembers.map((member) => [member, input[member]]))),
    ...(FilterCriteria && { FilterCriteria: filters(FilterCriteria) }),
    ...(KMSKeyArn !== undefined && { KMSKeyArn: KMSKeyArn || undefined }),
    ...(MetricsConfig && { MetricsConfig: MetricsConfig.Metrics?.length ? MetricsConfig : undefined }),
    ...(ScalingConfig && {
      ScalingConfig: ScalingConfig.MaximumConcurrency === undefined ? undefined : ScalingConfig,
    }),
    ...(DestinationConfig && { DestinationConfig: onFailure(DestinationConfig) }),
  };
  return given(merged) as EventSourceSettings;
}

function filters(criteria: NonNullable<EventSourceInput['FilterCriteria']>): object | undefined {
  return criteria.Filters?.length ? criteria : undefined;
}

function onFailure(config: NonNullable<EventSourceInput['DestinationConfig']>): object {
  const destination = config.OnFailure?.Destination;
  return { OnFailure: destination ? { Destination: destination } : {} };
}

function given(members: object): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
