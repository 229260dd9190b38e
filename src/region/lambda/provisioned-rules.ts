/** What Lambda refuses when concurrency is provisioned. Texts: failures.md D18. */
import { WireError } from '../wire/wire-error.js';
import { accountConcurrency, claimedBy, provisionedBy } from './account-concurrency.js';
import type { FunctionRecord } from './function-record.js';
import type { LambdaDeps } from './lambda-deps.js';
import { invalid } from './settings-rules.js';

/** @throws WireError InvalidParameterValueException 400 above a budget, ResourceConflictException 409 for alias and version both */
export function requireProvisionable(
  record: FunctionRecord,
  qualifier: string,
  requested: number,
  deps: LambdaDeps,
): void {
  const wanted = provisionedBy(record, qualifier) + requested;
  if (record.reservedConcurrency === undefined) requireBudget(record, wanted, requested, deps);
  else if (wanted > record.reservedConcurrency) {
    throw invalid(
      'Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function',
    );
  }
  requireOnce(record, qualifier);
}

function requireBudget(record: FunctionRecord, wanted: number, requested: number, deps: LambdaDeps): void {
  const { total, minimumUnreserved } = accountConcurrency;
  const others = deps.functions.all().filter(({ name }) => name !== record.name);
  const unreserved = total - claimedBy(others);
  if (requested > unreserved) {
    throw invalid(
      `Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [${unreserved}].`,
    );
  }
  if (unreserved - wanted < minimumUnreserved) {
    throw invalid(
      `Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${minimumUnreserved}].`,
    );
  }
}

/** A version has its concurrency from itself or through one alias. */
function requireOnce({ aliases, provisioned = {} }: FunctionRecord, qualifier: string): void {
  const version = aliases[qualifier]?.version;
  if (version !== undefined && provisioned[version]) {
    throw conflict(
      "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version",
    );
  }
  if (Object.values(aliases).some((alias) => alias.version === qualifier && provisioned[alias.name]))
    throw conflict('Version is pointed by a Provisioned Concurrency alias');
}

function conflict(text: string): WireError {
  return new WireError('ResourceConflictException', text, 409);
}
