/** Takes away what hangs on a version or alias that is being deleted. */
import type { FunctionRecord } from './function-record.js';

/** The record without policy, URL, provisioned concurrency and asynchronous settings of the qualifier. */
export function withoutQualifier(record: FunctionRecord, qualifier: string): FunctionRecord {
  const without = <T>(rows: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(rows).filter(([key]) => key !== qualifier));
  return {
    ...record,
    policies: without(record.policies),
    urls: without(record.urls),
    ...(record.provisioned && { provisioned: without(record.provisioned) }),
    ...(record.eventInvokes && { eventInvokes: without(record.eventInvokes) }),
  };
}
