/** DeleteFunction: the whole function, or one version. */
import * as z from 'zod';
import { type RestOperation, restOperation } from '../wire/rest.js';
import { WireError } from '../wire/wire-error.js';
import { functionArn, namespacedFunctionName, parseFunctionReference, qualifier } from './function-name.js';
import type { Change, FunctionRecord } from './function-record.js';
import { requireQuiet } from './function-status.js';
import { functionNotFound } from './function-store.js';
import type { LambdaDeps } from './lambda-deps.js';
import { invalid } from './settings-rules.js';
import { withoutQualifier } from './without-qualifier.js';

const schema = z.strictObject({ FunctionName: namespacedFunctionName, Qualifier: qualifier.optional() });

/**
 * Immediate, as recorded, unless the region was told to take its time: then the function is Deleting and takes no change. A
 * missing version counts as deleted.
 */
export function deleteFunctionOperation(deps: LambdaDeps): RestOperation {
  const route = {
    name: 'DeleteFunction',
    method: 'DELETE',
    path: '/2015-03-31/functions/{FunctionName}',
    status: 204,
  } as const;
  return restOperation(route, schema, (input) => {
    const reference = parseFunctionReference(input.FunctionName, deps.settings, input.Qualifier);
    if (reference.qualifier === '$LATEST')
      throw invalid('$LATEST version cannot be deleted without deleting the function.');
    const record = deps.functions.find(reference.name);
    // Recorded without the qualifier, unlike in the read operations.
    if (!record) throw functionNotFound(functionArn(deps.settings, reference.name));
    if (reference.qualifier !== undefined) {
      deleteVersion(record, reference.qualifier, deps);
      return undefined;
    }
    requireQuiet(record.latest, functionArn(deps.settings, record.name), deps.clock());
    const change: Change = { kind: 'delete', endsAt: deps.clock() + deps.settings.deletionDelay };
    deps.functions.put({ ...record, latest: { ...record.latest, change } });
    return undefined;
  });
}

function deleteVersion(record: FunctionRecord, version: string, deps: LambdaDeps): void {
  if (record.aliases[version]) throw invalid('Deletion of aliases is not currently supported.');
  const pointing = Object.values(record.aliases).filter(
    (alias) => alias.version === version || alias.weights[version] !== undefined,
  );
  if (pointing.length > 0) {
    const names = pointing.map((alias) => alias.name).join(', ');
    throw new WireError(
      'ResourceConflictException',
      `Unable to delete version because the following aliases reference it: [${names}]`,
      409,
    );
  }
  deps.functions.put({
    ...withoutQualifier(record, version),
    versions: record.versions.filter((candidate) => candidate.version !== version),
  });
}
