/** Event source mappings in the words of Lambda's API and in ours. */
import type {
  CreateEventSourceMappingRequest,
  EventSourceMappingConfiguration,
  FilterCriteria,
} from '@aws-sdk/client-lambda';
import {
  canonicalPattern,
  type EventSourceChange,
} from '../../../domain/attachments/event-source-setting.js';
import type { EventSourceMapping } from '../../../ports/event-source-service.js';

/** What CreateEventSourceMapping and UpdateEventSourceMapping share and we know; a type, so that neither loses its own. */
type ApiEventSource = Pick<
  CreateEventSourceMappingRequest,
  | 'BatchSize'
  | 'BisectBatchOnFunctionError'
  | 'DestinationConfig'
  | 'Enabled'
  | 'FilterCriteria'
  | 'FunctionResponseTypes'
  | 'KMSKeyArn'
  | 'MaximumBatchingWindowInSeconds'
  | 'MaximumRecordAgeInSeconds'
  | 'MaximumRetryAttempts'
  | 'ParallelizationFactor'
  | 'ScalingConfig'
  | 'TumblingWindowInSeconds'
>;

/** Exactly the keys that are given. Empty values clear: `[]` the filters, `''` key and destination, `false` the limit. */
export function apiEventSource(given: EventSourceChange): ApiEventSource {
  const plain: ApiEventSource = {
    BatchSize: given.batchSize,
    BisectBatchOnFunctionError: given.bisectBatchOnFunctionError,
    Enabled: given.enabled,
    KMSKeyArn: given.kmsKeyArn,
    MaximumBatchingWindowInSeconds: given.maximumBatchingWindow,
    MaximumRecordAgeInSeconds: given.maximumRecordAge,
    MaximumRetryAttempts: given.maximumRetryAttempts,
    ParallelizationFactor: given.parallelizationFactor,
    TumblingWindowInSeconds: given.tumblingWindow,
  };
  return {
    ...Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined)),
    ...(given.filters && {
      FilterCriteria: { Filters: given.filters.map((pattern) => ({ Pattern: pattern })) },
    }),
    ...(given.functionResponseTypes && { FunctionResponseTypes: [...given.functionResponseTypes] }),
    ...(given.maximumConcurrency !== undefined && {
      ScalingConfig:
        given.maximumConcurrency === false ? {} : { MaximumConcurrency: given.maximumConcurrency },
    }),
    ...(given.onFailure !== undefined && {
      DestinationConfig: { OnFailure: given.onFailure === '' ? {} : { Destination: given.onFailure } },
    }),
  };
}

/** What Lambda leaves out is left out: the defaults depend on the kind of source. */
export function observedEventSource(api: EventSourceMappingConfiguration): EventSourceMapping {
  const state = api.State ?? '';
  const setting: { [K in keyof EventSourceChange]: EventSourceChange[K] | undefined } = {
    enabled: enabledBy(state),
    batchSize: api.BatchSize,
    bisectBatchOnFunctionError: api.BisectBatchOnFunctionError,
    filters: observedFilters(api.FilterCriteria),
    functionResponseTypes: api.FunctionResponseTypes,
    kmsKeyArn: api.KMSKeyArn,
    maximumBatchingWindow: api.MaximumBatchingWindowInSeconds,
    maximumConcurrency: api.ScalingConfig?.MaximumConcurrency,
    maximumRecordAge: api.MaximumRecordAgeInSeconds,
    maximumRetryAttempts: api.MaximumRetryAttempts,
    onFailure: api.DestinationConfig?.OnFailure?.Destination,
    parallelizationFactor: api.ParallelizationFactor,
    tumblingWindow: api.TumblingWindowInSeconds,
  };
  return {
    uuid: api.UUID ?? '',
    mappingArn: api.EventSourceMappingArn ?? '',
    arn: api.EventSourceArn ?? '',
    state,
    setting: Object.fromEntries(
      // Absent values arrive as null from some endpoints.
      Object.entries(setting).filter(([, value]) => value !== undefined && value !== null),
    ),
  };
}

/** While a mapping is made or changed its state does not tell; unknown then counts as a difference, which is found out later. */
function enabledBy(state: string): boolean | undefined {
  if (/^Enabl/.test(state)) return true;
  return /^Disabl/.test(state) ? false : undefined;
}

function observedFilters(criteria: FilterCriteria | undefined): string[] {
  return (criteria?.Filters ?? []).map(({ Pattern = '' }) => {
    try {
      return canonicalPattern(Pattern);
    } catch {
      // Somebody else's text, which then differs from whatever is asked for.
      return Pattern;
    }
  });
}
