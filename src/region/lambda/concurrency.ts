/** Reserved concurrency and account settings, which share one budget. */
import * as z from 'zod';
import { type RestOperation, restOperation } from '../wire/rest.js';
import { accountConcurrency, claimedBy, provisionedBy } from './account-concurrency.js';
import { functionArn, functionName, parseFunctionReference } from './function-name.js';
import type { FunctionRecord } from './function-record.js';
import { functionNotFound } from './function-store.js';
import type { LambdaDeps } from './lambda-deps.js';
import { invalid } from './settings-rules.js';

const naming = z.strictObject({ FunctionName: functionName });
const putSchema = naming.extend({ ReservedConcurrentExecutions: z.number().int().min(0) });

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html, in bytes. */
const codeLimits = {
  total: 80_530_636_800,
  unzipped: 262_144_000,
  zipped: 52_428_800,
};

const path = '/2017-10-31/functions/{FunctionName}/concurrency';

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
export function concurrencyOperations(deps: LambdaDeps): RestOperation[] {
  return [
    restOperation({ name: 'PutFunctionConcurrency', method: 'PUT', path }, putSchema, (input) => {
      const record = requireUnqualified(input.FunctionName, deps);
      requireBudget(record, input.ReservedConcurrentExecutions, deps);
      deps.functions.put({ ...record, reservedConcurrency: input.ReservedConcurrentExecutions });
      return { ReservedConcurrentExecutions: input.ReservedConcurrentExecutions };
    }),
    restOperation(
      { name: 'DeleteFunctionConcurrency', method: 'DELETE', path, status: 204 },
      naming,
      (input) => {
        const { reservedConcurrency, ...record } = requireUnqualified(input.FunctionName, deps);
        if (reservedConcurrency !== undefined) deps.functions.put(record);
        return undefined;
      },
    ),
    restOperation(
      {
        name: 'GetFunctionConcurrency',
        method: 'GET',
        path: '/2019-09-30/functions/{FunctionName}/concurrency',
      },
      naming,
      (input) => {
        const record = deps.functions.require(parseFunctionReference(input.FunctionName, deps.settings));
        return record.reservedConcurrency === undefined
          ? {}
          : { ReservedConcurrentExecutions: record.reservedConcurrency };
      },
    ),
    accountSettings(deps),
  ];
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html */
function accountSettings(deps: LambdaDeps): RestOperation {
  const route = { name: 'GetAccountSettings', method: 'GET', path: '/2016-08-19/account-settings' } as const;
  return restOperation(route, z.strictObject({}), () => {
    const functions = deps.functions.all();
    const versions = functions.flatMap((record) => [record.latest, ...record.versions]);
    return {
      AccountLimit: {
        TotalCodeSize: codeLimits.total,
        CodeSizeUnzipped: codeLimits.unzipped,
        CodeSizeZipped: codeLimits.zipped,
        ConcurrentExecutions: accountConcurrency.total,
        UnreservedConcurrentExecutions: accountConcurrency.total - claimedBy(functions),
      },
      AccountUsage: {
        FunctionCount: functions.length,
        TotalCodeSize: versions.reduce((sum, { code }) => sum + (code.kind === 'zip' ? code.bytes : 0), 0),
      },
    };
  });
}

function requireUnqualified(text: string, deps: LambdaDeps): FunctionRecord {
  const { name, qualifier } = parseFunctionReference(text, deps.settings);
  if (qualifier !== undefined) {
    throw invalid(
      'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
    );
  }
  const record = deps.functions.find(name);
  // Recorded with $LATEST, unlike in other operations.
  if (!record) throw functionNotFound(functionArn(deps.settings, name, '$LATEST'));
  return record;
}

function requireBudget(record: FunctionRecord, reserved: number, deps: LambdaDeps): void {
  const others = deps.functions.all().filter((other) => other.name !== record.name);
  const { total, minimumUnreserved } = accountConcurrency;
  if (total - claimedBy(others) - reserved < minimumUnreserved) {
    throw invalid(
      `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${minimumUnreserved}].`,
    );
  }
  const provisioned = provisionedBy(record);
  if (provisioned > reserved) {
    // The spaces are Lambda's.
    throw invalid(
      ` ReservedConcurrentExecutions  ${reserved} should not be lower than function's total provisioned concurrency [${provisioned}].`,
    );
  }
}
