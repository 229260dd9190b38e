/** Plans for event source mappings. */
import { describe, expect, it, test } from 'vitest';
import {
  canonicalPattern,
  type EventSourceSetting,
  sourceKindOf,
} from '../../../src/domain/attachments/event-source-setting.js';
import { type ObservedEventSource, planEventSources } from '../../../src/domain/attachments/event-sources.js';

const queue = 'arn:aws:sqs:eu-west-1:123456789012:orders';
const stream = 'arn:aws:kinesis:eu-west-1:123456789012:stream/clicks';

function mapping(changes: Partial<ObservedEventSource> = {}): ObservedEventSource {
  const setting = { enabled: true, batchSize: 10 };
  return { uuid: 'u-1', arn: queue, state: 'Enabled', setting, madeByLading: false, ...changes };
}

test.each<[EventSourceSetting, Partial<ObservedEventSource>]>([
  [{ arn: queue }, {}],
  [{ arn: queue, batchSize: 10, maximumBatchingWindow: 0, maximumConcurrency: false }, {}],
  [{ arn: queue, enabled: true, filters: [], functionResponseTypes: [] }, {}],
  [{ arn: queue, batchSize: 10 }, { setting: { enabled: true } }],
  [
    { arn: queue, filters: ['{"a":1}', '{"b":1}'] },
    { setting: { enabled: true, filters: ['{"b":1}', '{"a":1}'] } },
  ],
  [
    {
      arn: stream,
      startingPosition: 'TRIM_HORIZON',
      batchSize: 100,
      maximumRecordAge: -1,
      maximumRetryAttempts: -1,
      parallelizationFactor: 1,
      bisectBatchOnFunctionError: false,
      tumblingWindow: 0,
      onFailure: '',
    },
    { arn: stream, setting: { enabled: true } },
  ],
])('%j is no difference', (desired, observed) => {
  expect(planEventSources([desired], [mapping(observed)])).toEqual({
    kind: 'eventSources',
    action: 'none',
    changes: [],
    steps: [],
  });
});

describe('eventSources', () => {
  it('connect what is not there', () => {
    const setting: EventSourceSetting = { arn: queue, batchSize: 5 };
    expect(planEventSources([setting])).toEqual({
      kind: 'eventSources',
      action: 'create',
      changes: [{ path: 'eventSources.sqs:orders', to: { arn: queue, batchSize: 5 } }],
      steps: [{ do: 'create', setting }],
    });
  });

  it('change only what differs', () => {
    const desired: EventSourceSetting = { arn: queue, batchSize: 5, enabled: false, maximumConcurrency: 2 };
    expect(planEventSources([desired], [mapping()])).toEqual({
      kind: 'eventSources',
      action: 'update',
      changes: [
        { path: 'eventSources.sqs:orders.batchSize', from: 10, to: 5 },
        { path: 'eventSources.sqs:orders.enabled', from: true, to: false },
        { path: 'eventSources.sqs:orders.maximumConcurrency', to: 2 },
      ],
      steps: [
        {
          do: 'update',
          uuid: 'u-1',
          arn: queue,
          change: { batchSize: 5, enabled: false, maximumConcurrency: 2 },
        },
      ],
    });
  });

  it('take away limit, filters and destination where the file says so', () => {
    const setting = { enabled: true, maximumConcurrency: 5, filters: ['{"a":1}'], onFailure: 'arn:x' };
    const desired: EventSourceSetting = { arn: queue, maximumConcurrency: false, filters: [], onFailure: '' };
    expect(planEventSources([desired], [mapping({ setting })])).toMatchObject({
      changes: [
        { path: 'eventSources.sqs:orders.maximumConcurrency', from: 5 },
        { path: 'eventSources.sqs:orders.filters', from: ['{"a":1}'] },
        { path: 'eventSources.sqs:orders.onFailure', from: 'arn:x' },
      ],
      steps: [{ change: { maximumConcurrency: false, filters: [], onFailure: '' } }],
    });
  });

  it('disconnect only what lading connected', () => {
    const ours = mapping({ uuid: 'ours', arn: stream, madeByLading: true });
    expect(planEventSources([], [mapping(), ours])).toEqual({
      kind: 'eventSources',
      action: 'delete',
      changes: [{ path: 'eventSources.kinesis:clicks', from: stream }],
      steps: [{ do: 'delete', uuid: 'ours', arn: stream }],
    });
  });

  it('wait for one of the same source that is being deleted, and do not delete it again', () => {
    const leaving = mapping({ state: 'Deleting', madeByLading: true });
    expect(planEventSources([{ arn: queue }], [leaving]).steps).toEqual([
      { do: 'create', setting: { arn: queue }, after: 'u-1' },
    ]);
    expect(planEventSources([], [leaving]).action).toBe('none');
  });
});

test.each([
  [queue, 'sqs'],
  [stream, 'kinesis'],
  ['arn:aws-cn:sqs:cn-north-1:123456789012:orders.fifo', 'sqs'],
  ['arn:aws:dynamodb:eu-west-1:123456789012:table/users/stream/2026-01-01T00:00:00.000', 'dynamodb'],
  ['arn:aws:dynamodb:eu-west-1:123456789012:table/users', undefined],
  ['arn:aws:kafka:eu-west-1:123456789012:cluster/x/y', undefined],
  ['orders', undefined],
])('%s is of kind %s', (arn, kind) => {
  expect(sourceKindOf(arn)).toBe(kind);
});

test('equal patterns are one text', () => {
  const text = '{"body":{"a":[1,{"x":2,"y":3}],"b":["z"]}}';
  expect(canonicalPattern({ body: { b: ['z'], a: [1, { y: 3, x: 2 }] } })).toBe(text);
  expect(canonicalPattern(' { "body": {"b":["z"], "a":[1,{"y":3,"x":2}]} }')).toBe(text);
});
