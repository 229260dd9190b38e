/** GetFunction, GetFunctionConfiguration, ListFunctions. */
import * as z from 'zod';
import { type RestOperation, restOperation } from '../wire/rest.js';
import { noticeDeletedImage } from './deleted-image.js';
import { describeCode, describeSettled, describeVersion } from './describe-function.js';
import { namespacedFunctionName, parseFunctionReference, qualifier } from './function-name.js';
import type { FunctionRecord, FunctionVersion } from './function-record.js';
import { requireVersion } from './function-store.js';
import type { LambdaDeps } from './lambda-deps.js';
import { page, pageShape } from './page.js';

const getSchema = z.strictObject({ FunctionName: namespacedFunctionName, Qualifier: qualifier.optional() });

const listSchema = z.strictObject({
  ...pageShape,
  FunctionVersion: z.enum(['ALL']).optional(),
  MasterRegion: z.string().optional(),
});

export function readFunctionOperations(deps: LambdaDeps): RestOperation[] {
  return [getFunction(deps), getFunctionConfiguration(deps), listFunctions(deps)];
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html */
function getFunction(deps: LambdaDeps): RestOperation {
  const route = { name: 'GetFunction', method: 'GET', path: '/2015-03-31/functions/{FunctionName}' } as const;
  return restOperation(route, getSchema, (input) => {
    const { record, version, suffix } = lookUp(input, deps);
    return {
      Configuration: describeVersion(record, version, { settings: deps.settings, now: deps.clock() }, suffix),
      Code: describeCode(version, deps.settings, record.name),
      ...(Object.keys(record.tags).length > 0 && { Tags: record.tags }),
      ...(record.reservedConcurrency !== undefined && {
        Concurrency: { ReservedConcurrentExecutions: record.reservedConcurrency },
      }),
    };
  });
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html */
function getFunctionConfiguration(deps: LambdaDeps): RestOperation {
  const path = '/2015-03-31/functions/{FunctionName}/configuration';
  return restOperation({ name: 'GetFunctionConfiguration', method: 'GET', path }, getSchema, (input) => {
    const { record, version, suffix } = lookUp(input, deps);
    return describeVersion(record, version, { settings: deps.settings, now: deps.clock() }, suffix);
  });
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html */
function listFunctions(deps: LambdaDeps): RestOperation {
  const route = { name: 'ListFunctions', method: 'GET', path: '/2015-03-31/functions' } as const;
  return restOperation(route, listSchema, (input) => {
    const context = { settings: deps.settings, now: deps.clock() };
    const all = input.FunctionVersion === 'ALL';
    const rows = deps.functions
      .all()
      .flatMap((record) =>
        [record.latest, ...(all ? record.versions : [])].map((version) => ({ record, version })),
      );
    const cut = page(rows, ({ record, version }) => `${record.name}:${version.version}`, input);
    return {
      Functions: cut.items.map(({ record, version }) =>
        describeSettled(record, version, context, all ? version.version : undefined),
      ),
      ...cut.next,
    };
  });
}

interface Found {
  readonly record: FunctionRecord;
  readonly version: FunctionVersion;
  /** The qualifier as it was asked for: the answer's ARN carries it. */
  readonly suffix: string | undefined;
}

function lookUp(input: z.infer<typeof getSchema>, deps: LambdaDeps): Found {
  const reference = parseFunctionReference(input.FunctionName, deps.settings, input.Qualifier);
  const asked = requireVersion(deps.functions.require(reference), reference.qualifier, deps.settings);
  const seen = noticeDeletedImage(reference.name, asked, deps);
  const { name, qualifier } = reference;
  const record = deps.idleness.notice(name, requireVersion(seen, qualifier, deps.settings));
  return {
    record,
    version: requireVersion(record, qualifier, deps.settings),
    suffix: qualifier,
  };
}
