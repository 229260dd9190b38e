/** The account's concurrency, which reserved and provisioned concurrency share. */
import type { FunctionRecord } from './function-record.js';

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: of a new account, and what must stay unreserved. */
export const accountConcurrency = { total: 1000, minimumUnreserved: 100 };

/** What the functions take from the account: each its reservation, which includes what it has provisioned. */
export function claimedBy(functions: readonly FunctionRecord[]): number {
  return functions.reduce((sum, record) => sum + (record.reservedConcurrency ?? provisionedBy(record)), 0);
}

/** Concurrency that a function has provisioned on its versions and aliases, but for one of them. */
export function provisionedBy(record: FunctionRecord, except?: string): number {
  return Object.entries(record.provisioned ?? {}).reduce(
    (sum, [qualifier, { requested }]) => sum + (qualifier === except ? 0 : requested),
    0,
  );
}
