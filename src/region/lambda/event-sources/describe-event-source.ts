/** Writes an event source mapping as the API shows it. */
import type { RegionSettings } from '../../service.js';
import { functionArn } from '../function-name.js';
import { type EventSourceRecord, stateOf } from './event-source-record.js';

/**
 * The shape EventSourceMappingConfiguration; times are seconds, as REST JSON wants.
 * https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html
 * @param now milliseconds since the epoch
 */
export function describeEventSource(
  record: EventSourceRecord,
  settings: RegionSettings,
  now: number,
): Record<string, unknown> {
  const stream = record.kind !== 'sqs';
  return {
    UUID: record.uuid,
    EventSourceArn: record.sourceArn,
    EventSourceMappingArn: eventSourceMappingArn(settings, record.uuid),
    FunctionArn: functionArn(settings, record.functionName, record.qualifier),
    ...record.settings,
    ...(record.startingPosition !== undefined && { StartingPosition: record.startingPosition }),
    ...(record.startingPositionTimestamp !== undefined && {
      StartingPositionTimestamp: record.startingPositionTimestamp,
    }),
    LastModified: record.lastModified / 1000,
    State: stateOf(record, now),
    StateTransitionReason: stream ? 'User action' : 'USER_INITIATED',
    // Nothing is ever read here.
    ...(stream && { LastProcessingResult: 'No records processed' }),
  };
}

function eventSourceMappingArn({ region, account }: RegionSettings, uuid: string): string {
  return `arn:aws:lambda:${region}:${account}:event-source-mapping:${uuid}`;
}
