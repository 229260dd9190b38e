/** PublishVersion, ListVersionsByFunction. */
import * as z from 'zod';
import { type RestOperation, restOperation } from '../wire/rest.js';
import { publish } from './change-version.js';
import { describeSettled, describeVersion } from './describe-function.js';
import {
  functionArn,
  functionName,
  namespacedFunctionName,
  parseFunctionReference,
} from './function-name.js';
import { requireNotFailed, requireQuiet, requireRevision, revisionOf } from './function-status.js';
import type { LambdaDeps } from './lambda-deps.js';
import { page, pageShape } from './page.js';
import { invalid } from './settings-rules.js';

const publishSchema = z.strictObject({
  FunctionName: functionName,
  CodeSha256: z.string().optional(),
  Description: z.string().max(256).optional(),
  RevisionId: z.string().optional(),
});

const listSchema = z.strictObject({ ...pageShape, FunctionName: namespacedFunctionName });

const path = '/2015-03-31/functions/{FunctionName}/versions';

export function versionOperations(deps: LambdaDeps): RestOperation[] {
  return [publishVersion(deps), listVersions(deps)];
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html */
function publishVersion(deps: LambdaDeps): RestOperation {
  return restOperation(
    { name: 'PublishVersion', method: 'POST', path, status: 201 },
    publishSchema,
    (input) => {
      const { name } = parseFunctionReference(input.FunctionName, deps.settings);
      const record = deps.functions.require({ name });
      const now = deps.clock();
      const arn = functionArn(deps.settings, name);
      requireQuiet(record.latest, arn, now);
      requireNotFailed(record.latest, arn, now);
      requireRevision(revisionOf(record.latest, now), input.RevisionId);
      const { sha256 } = record.latest.code;
      if (input.CodeSha256 && input.CodeSha256 !== sha256) {
        throw invalid(
          `CodeSHA256 (${input.CodeSha256}) is different from current CodeSHA256 in $LATEST (${sha256}). Please try again with the CodeSHA256 in $LATEST.`,
        );
      }
      const published = publish(record, { description: input.Description });
      if (published.record !== record) deps.functions.put(published.record);
      return describeVersion(published.record, published.version, { settings: deps.settings, now });
    },
  );
}

/** Without State and LastUpdateStatus, as recorded. https://docs.aws.amazon.com/lambda/latest/api/API_ListVersionsByFunction.html */
function listVersions(deps: LambdaDeps): RestOperation {
  return restOperation({ name: 'ListVersionsByFunction', method: 'GET', path }, listSchema, (input) => {
    const record = deps.functions.require(parseFunctionReference(input.FunctionName, deps.settings));
    const context = { settings: deps.settings, now: deps.clock() };
    const cut = page([record.latest, ...record.versions], (version) => version.version, input);
    return {
      Versions: cut.items.map((version) => describeSettled(record, version, context, version.version)),
      ...cut.next,
    };
  });
}
