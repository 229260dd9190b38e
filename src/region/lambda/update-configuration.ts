/** UpdateFunctionConfiguration. */
import * as z from 'zod';
import { type RestOperation, restOperation } from '../wire/rest.js';
import { updatedVersion } from './change-version.js';
import { describeVersion } from './describe-function.js';
import { functionArn, functionName, parseFunctionReference } from './function-name.js';
import { roleArn, settingsShape } from './function-schema.js';
import { requireNotFailed, requireQuiet, requireRevision, revisionOf } from './function-status.js';
import type { LambdaDeps } from './lambda-deps.js';
import { mergeSettings } from './merge-settings.js';
import { requireFittingPackage, requireUsable } from './settings-rules.js';

const schema = z.strictObject({
  ...settingsShape,
  FunctionName: functionName,
  Role: roleArn.optional(),
  RevisionId: z.string().optional(),
});

/** The tag of an image is not resolved again. https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html */
export function updateConfigurationOperation(deps: LambdaDeps): RestOperation {
  const path = '/2015-03-31/functions/{FunctionName}/configuration';
  return restOperation({ name: 'UpdateFunctionConfiguration', method: 'PUT', path }, schema, (input) => {
    const { name } = parseFunctionReference(input.FunctionName, deps.settings);
    const record = deps.functions.require({ name });
    const now = deps.clock();
    const arn = functionArn(deps.settings, name);
    requireRevision(revisionOf(record.latest, now), input.RevisionId);
    requireFittingPackage(record.packageType, input);
    requireQuiet(record.latest, arn, now);
    requireNotFailed(record.latest, arn, now);
    const settings = mergeSettings(record.latest.settings, input);
    requireUsable(settings, input, deps);
    const updated = { ...record, latest: updatedVersion(record.latest, { settings }, deps) };
    deps.functions.put(updated);
    return describeVersion(updated, updated.latest, { settings: deps.settings, now });
  });
}
