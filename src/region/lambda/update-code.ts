/** UpdateFunctionCode. */
import * as z from 'zod';
import { type RestOperation, restOperation } from '../wire/rest.js';
import { publish, startChange, updatedVersion } from './change-version.js';
import { describeVersion } from './describe-function.js';
import { functionArn, functionName, parseFunctionReference } from './function-name.js';
import type { ChangeFailure, FunctionCode, FunctionRecord } from './function-record.js';
import { architectures, codeShape } from './function-schema.js';
import { requireQuiet, requireRevision, revisionOf } from './function-status.js';
import { resolveImage } from './image-code.js';
import type { LambdaDeps } from './lambda-deps.js';
import { invalid } from './settings-rules.js';
import { zipCode } from './zip-code.js';

const schema = z.strictObject({
  ...codeShape,
  FunctionName: functionName,
  Publish: z.boolean().optional(),
  DryRun: z.boolean().optional(),
  RevisionId: z.string().optional(),
  Architectures: architectures.optional(),
});

type UpdateCodeInput = z.infer<typeof schema>;

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html */
export function updateCodeOperation(deps: LambdaDeps): RestOperation {
  const path = '/2015-03-31/functions/{FunctionName}/code';
  return restOperation({ name: 'UpdateFunctionCode', method: 'PUT', path }, schema, async (input) => {
    const { name } = parseFunctionReference(input.FunctionName, deps.settings);
    const { code, failure } = await resolveCode(requireUpdatable(name, input, deps), input, deps);
    // Checked again: another update may have started while the image was looked up.
    const record = requireUpdatable(name, input, deps);
    const context = { settings: deps.settings, now: deps.clock() };
    if (input.DryRun) return describeVersion(record, record.latest, context);
    const architecture = input.Architectures?.[0] ?? record.latest.architecture;
    const updated = {
      ...record,
      latest: updatedVersion(record.latest, { code, architecture }, deps, failure),
    };
    if (!input.Publish) {
      deps.functions.put(updated);
      return describeVersion(updated, updated.latest, context);
    }
    const published = publish(updated, { change: startChange('create', deps, failure) });
    deps.functions.put(published.record);
    return describeVersion(published.record, published.version, context);
  });
}

function requireUpdatable(name: string, input: UpdateCodeInput, deps: LambdaDeps): FunctionRecord {
  const record = deps.functions.require({ name });
  const now = deps.clock();
  requireRevision(revisionOf(record.latest, now), input.RevisionId);
  if (record.packageType === 'Image' && input.ImageUri === undefined) {
    throw invalid('Please provide ImageUri when updating a function with packageType Image.');
  }
  if (record.packageType === 'Zip' && input.ImageUri !== undefined) {
    throw invalid("Please don't provide ImageUri when updating a function with packageType Zip.");
  }
  requireQuiet(record.latest, functionArn(deps.settings, name), now);
  return record;
}

async function resolveCode(
  record: FunctionRecord,
  input: UpdateCodeInput,
  deps: LambdaDeps,
): Promise<{ code: FunctionCode; failure?: ChangeFailure }> {
  return record.packageType === 'Image' && input.ImageUri !== undefined
    ? resolveImage(input.ImageUri, deps.lookUpImage)
    : { code: zipCode(input) };
}
