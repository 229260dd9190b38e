/** A metric alarm as the region stores it, and as CloudWatch shows it. */
import type { RegionSettings } from '../service.js';
import type { Store, Table } from '../store.js';

export interface AlarmRecord {
  readonly name: string;
  /** Members of PutMetricAlarm, in the API's own shapes. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA`. */
  readonly state: string;
  readonly reason: string;
  readonly reasonData?: string;
  /** Milliseconds since the epoch. */
  readonly configuredAt: number;
  readonly changedAt: number;
}

/** Alarms by name. */
export function alarmTable(store: Store): Table<AlarmRecord> {
  return store.table<AlarmRecord>('cloudwatch.alarms');
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html; times are seconds. */
export function describeAlarm(alarm: AlarmRecord, { region, account }: RegionSettings): object {
  return {
    ActionsEnabled: true,
    OKActions: [],
    AlarmActions: [],
    InsufficientDataActions: [],
    Dimensions: [],
    ...alarm.settings,
    AlarmName: alarm.name,
    AlarmArn: `arn:aws:cloudwatch:${region}:${account}:alarm:${alarm.name}`,
    AlarmConfigurationUpdatedTimestamp: alarm.configuredAt / 1000,
    StateValue: alarm.state,
    StateReason: alarm.reason,
    ...(alarm.reasonData !== undefined && { StateReasonData: alarm.reasonData }),
    StateUpdatedTimestamp: alarm.changedAt / 1000,
    StateTransitionedTimestamp: alarm.changedAt / 1000,
  };
}
