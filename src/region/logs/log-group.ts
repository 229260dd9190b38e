/** A log group as the region stores it, and as CloudWatch Logs shows it. */
import type { RegionSettings } from '../service.js';
import type { Store, Table } from '../store.js';
import { WireError } from '../wire/wire-error.js';

export interface LogGroup {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** `STANDARD` or `INFREQUENT_ACCESS`. */
  readonly kind: string;
  readonly kmsKeyId?: string;
  /** Days; events never expire without. */
  readonly retention?: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** Log groups by name. */
export function logGroupTable(store: Store): Table<LogGroup> {
  return store.table<LogGroup>('logs.groups');
}

/** @throws WireError ResourceNotFoundException 400 */
export function requireLogGroup(groups: Table<LogGroup>, name: string): LogGroup {
  const group = groups.get(name);
  if (!group) {
    throw new WireError('ResourceNotFoundException', 'The specified log group does not exist.', 400);
  }
  return group;
}

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogGroup.html */
export function describeLogGroup(group: LogGroup, settings: RegionSettings): Record<string, unknown> {
  const arn = logGroupArn(settings, group.name);
  return {
    logGroupName: group.name,
    creationTime: group.createdAt,
    ...(group.retention !== undefined && { retentionInDays: group.retention }),
    metricFilterCount: 0,
    // Two forms: permissions use the one with the star, tags the other.
    arn: `${arn}:*`,
    storedBytes: 0,
    ...(group.kmsKeyId !== undefined && { kmsKeyId: group.kmsKeyId }),
    logGroupClass: group.kind,
    logGroupArn: arn,
  };
}

export function logGroupArn({ region, account }: RegionSettings, name: string): string {
  return `arn:aws:logs:${region}:${account}:log-group:${name}`;
}
