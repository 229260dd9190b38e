/** PutProvisionedConcurrencyConfig, Get, Delete and List. */
import * as z from 'zod';
import { awsPattern } from '../wire/aws-pattern.js';
import { type RestOperation, restOperation } from '../wire/rest.js';
import { WireError } from '../wire/wire-error.js';
import { lambdaTime } from './describe-function.js';
import { functionArn, functionName, parseFunctionReference } from './function-name.js';
import type { FunctionRecord, ProvisionedConcurrency } from './function-record.js';
import { functionNotFound } from './function-store.js';
import type { LambdaDeps } from './lambda-deps.js';
import { page, shortPageShape } from './page.js';
import { requireProvisionable } from './provisioned-rules.js';
import { invalid } from './settings-rules.js';

const naming = z.strictObject({
  FunctionName: functionName,
  Qualifier: awsPattern('(|[a-zA-Z0-9$_-]+)').min(1).max(128),
});
const putSchema = naming.extend({ ProvisionedConcurrentExecutions: z.number().int().min(1) });
const listSchema = z.strictObject({ ...shortPageShape, FunctionName: functionName });

const path = '/2019-09-30/functions/{FunctionName}/provisioned-concurrency';

/** https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html */
export function provisionedConcurrencyOperations(deps: LambdaDeps): RestOperation[] {
  return [put(deps), list(deps), get(deps), remove(deps)];
}

function put(deps: LambdaDeps): RestOperation {
  const route = { name: 'PutProvisionedConcurrencyConfig', method: 'PUT', path, status: 202 } as const;
  return restOperation(route, putSchema, (input) => {
    if (input.Qualifier === '$LATEST') throw unpublished();
    const { record, qualifier } = requireTarget(input, deps);
    const requested = input.ProvisionedConcurrentExecutions;
    if (record.aliases[qualifier]?.version === '$LATEST') throw unpublished();
    requireProvisionable(record, qualifier, requested, deps);
    const config = provision(requested, deps);
    deps.functions.put({ ...record, provisioned: { ...record.provisioned, [qualifier]: config } });
    return describe(config, deps);
  });
}

function get(deps: LambdaDeps): RestOperation {
  const route = { name: 'GetProvisionedConcurrencyConfig', method: 'GET', path } as const;
  return restOperation(route, naming, (input) => {
    const { record, qualifier } = requirePublished(input, deps);
    const config = record.provisioned?.[qualifier];
    if (!config) {
      throw new WireError(
        'ProvisionedConcurrencyConfigNotFoundException',
        'No Provisioned Concurrency Config found for this function',
        404,
      );
    }
    return describe(config, deps);
  });
}

/** Repeatable: what is not provisioned counts as deleted. */
function remove(deps: LambdaDeps): RestOperation {
  const route = { name: 'DeleteProvisionedConcurrencyConfig', method: 'DELETE', path, status: 204 } as const;
  return restOperation(route, naming, (input) => {
    const { record, qualifier } = requirePublished(input, deps);
    const { [qualifier]: gone, ...provisioned } = record.provisioned ?? {};
    if (gone) deps.functions.put({ ...record, provisioned });
    return undefined;
  });
}

function list(deps: LambdaDeps): RestOperation {
  const route = {
    name: 'ListProvisionedConcurrencyConfigs',
    method: 'GET',
    path: `${path}?List=ALL`,
  } as const;
  return restOperation(route, listSchema, (input) => {
    const { name } = parseFunctionReference(input.FunctionName, deps.settings);
    const record = deps.functions.require({ name });
    const cut = page(Object.entries(record.provisioned ?? {}), ([qualifier]) => qualifier, input);
    return {
      ProvisionedConcurrencyConfigs: cut.items.map(([qualifier, config]) => ({
        FunctionArn: functionArn(deps.settings, name, qualifier),
        ...describe(config, deps),
      })),
      ...cut.next,
    };
  });
}

/** Concurrency asked for now: ready after the region's activation delay. */
export function provision(requested: number, deps: LambdaDeps): ProvisionedConcurrency {
  const now = deps.clock();
  return { requested, lastModified: now, readyAt: now + deps.settings.activationDelay };
}

type Naming = z.infer<typeof naming>;

interface Target {
  readonly record: FunctionRecord;
  readonly qualifier: string;
}

function requirePublished(input: Naming, deps: LambdaDeps): Target {
  if (input.Qualifier === '$LATEST')
    throw invalid('The function resource provided must be an alias or a published version.');
  return requireTarget(input, deps);
}

/** A missing function is told as its missing alias or version, as in AWS. */
function requireTarget(input: Naming, deps: LambdaDeps): Target {
  const { name, qualifier = '' } = parseFunctionReference(input.FunctionName, deps.settings, input.Qualifier);
  const record = deps.functions.find(name);
  const arn = functionArn(deps.settings, name, qualifier);
  if (/^\d+$/.test(qualifier)) {
    if (!record?.versions.some(({ version }) => version === qualifier)) throw functionNotFound(arn);
    return { record, qualifier };
  }
  if (!record?.aliases[qualifier])
    throw new WireError('ResourceNotFoundException', `Cannot find alias arn: ${arn}`, 404);
  return { record, qualifier };
}

function unpublished(): WireError {
  return invalid('Provisioned Concurrency Configs cannot be applied to unpublished function versions.');
}

function describe(config: ProvisionedConcurrency, deps: LambdaDeps): Record<string, unknown> {
  const ready = deps.clock() >= config.readyAt;
  return {
    RequestedProvisionedConcurrentExecutions: config.requested,
    AvailableProvisionedConcurrentExecutions: ready ? config.requested : 0,
    AllocatedProvisionedConcurrentExecutions: ready ? config.requested : 0,
    Status: ready ? 'READY' : 'IN_PROGRESS',
    // Lambda's own form, here without milliseconds.
    LastModified: lambdaTime(config.lastModified).replace(/\.\d{3}/, ''),
  };
}
