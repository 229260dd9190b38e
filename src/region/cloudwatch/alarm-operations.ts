/** PutMetricAlarm, SetAlarmState, DescribeAlarms. Alarms are not evaluated: they have the state that was set. */
import * as z from 'zod';
import { tokenPage } from '../token-page.js';
import type { JsonOperation } from '../wire/json.js';
import { WireError } from '../wire/wire-error.js';
import { alarmTable, describeAlarm } from './alarm.js';
import { type CloudWatchDeps, cloudWatchOperation } from './cloudwatch-deps.js';
import { dimension } from './metric.js';

const alarmName = z.string().min(1).max(255);
const state = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']);
const actions = z.array(z.string().min(1).max(1024)).max(5).optional();

const putSchema = z.strictObject({
  AlarmName: alarmName,
  AlarmDescription: z.string().max(1024).optional(),
  ActionsEnabled: z.boolean().optional(),
  OKActions: actions,
  AlarmActions: actions,
  InsufficientDataActions: actions,
  MetricName: z.string().min(1).max(255),
  Namespace: z.string().min(1).max(255),
  Statistic: z.enum(['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum']).optional(),
  ExtendedStatistic: z.string().optional(),
  Dimensions: z.array(dimension).max(30).optional(),
  Period: z.number().int().min(1),
  Unit: z.string().optional(),
  EvaluationPeriods: z.number().int().min(1),
  DatapointsToAlarm: z.number().int().min(1).optional(),
  Threshold: z.number(),
  ComparisonOperator: z.enum([
    'GreaterThanOrEqualToThreshold',
    'GreaterThanThreshold',
    'LessThanThreshold',
    'LessThanOrEqualToThreshold',
  ]),
  TreatMissingData: z.string().min(1).max(255).optional(),
});
const setSchema = z.strictObject({
  AlarmName: alarmName,
  StateValue: state,
  StateReason: z.string().max(1023),
  StateReasonData: z.string().max(4000).optional(),
});
const describeSchema = z.strictObject({
  AlarmNames: z.array(alarmName).max(100).optional(),
  AlarmNamePrefix: alarmName.optional(),
  AlarmTypes: z.array(z.enum(['CompositeAlarm', 'MetricAlarm', 'LogAlarm'])).optional(),
  StateValue: state.optional(),
  MaxRecords: z.number().int().min(1).max(100).optional(),
  NextToken: z.string().optional(),
});

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html */
export function alarmOperations(deps: CloudWatchDeps): Record<string, JsonOperation> {
  const alarms = alarmTable(deps.store);
  return {
    PutMetricAlarm: putMetricAlarm(deps),
    SetAlarmState: cloudWatchOperation(setSchema, 'changes', (input) => {
      const alarm = alarms.get(input.AlarmName);
      if (!alarm) throw new WireError('ResourceNotFound', '', 404);
      const { StateValue, StateReason: reason, StateReasonData: reasonData } = input;
      const changed = { ...alarm, state: StateValue, reason, changedAt: deps.clock() };
      alarms.put(alarm.name, { ...changed, ...(reasonData !== undefined && { reasonData }) });
      return {};
    }),
    DescribeAlarms: describeAlarms(deps),
  };
}

/** An alarm that is there keeps its state. */
function putMetricAlarm({ store, clock }: CloudWatchDeps): JsonOperation {
  const alarms = alarmTable(store);
  return cloudWatchOperation(putSchema, 'changes', ({ AlarmName: name, ...settings }) => {
    const now = clock();
    const fresh = { state: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation', changedAt: now };
    alarms.put(name, { ...fresh, ...alarms.get(name), name, settings, configuredAt: now });
    return {};
  });
}

/** Those asked for that exist; without AlarmTypes, metric alarms alone, and the region has no others. */
function describeAlarms({ store, settings }: CloudWatchDeps): JsonOperation {
  const alarms = alarmTable(store);
  return cloudWatchOperation(describeSchema, 'reads', (input) => {
    const { AlarmNames, AlarmNamePrefix, AlarmTypes = ['MetricAlarm'], StateValue } = input;
    const wanted = alarms
      .entries()
      .map(([, alarm]) => alarm)
      .filter(
        ({ name, state: current }) =>
          AlarmTypes.includes('MetricAlarm') &&
          (AlarmNames === undefined || AlarmNames.includes(name)) &&
          name.startsWith(AlarmNamePrefix ?? '') &&
          (StateValue === undefined || StateValue === current),
      );
    const request = { token: input.NextToken, limit: input.MaxRecords ?? 50 };
    const { items, token } = tokenPage(wanted, ({ name }) => name, request, 'InvalidNextToken');
    return {
      MetricAlarms: items.map((alarm) => describeAlarm(alarm, settings)),
      CompositeAlarms: [],
      ...(token !== undefined && { NextToken: token }),
    };
  });
}
