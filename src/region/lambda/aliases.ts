/** CreateAlias, GetAlias, UpdateAlias, ListAliases, DeleteAlias. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { awsPattern } from '../wire/aws-pattern.js';
import { type RestOperation, restOperation } from '../wire/rest.js';
import { WireError } from '../wire/wire-error.js';
import { functionArn, functionName, parseFunctionReference } from './function-name.js';
import type { FunctionAlias, FunctionRecord } from './function-record.js';
import { requireRevision } from './function-status.js';
import { functionNotFound, versionOf } from './function-store.js';
import type { LambdaDeps } from './lambda-deps.js';
import { page, pageShape } from './page.js';
import { provision } from './provisioned-concurrency.js';
import { invalid } from './settings-rules.js';
import { withoutQualifier } from './without-qualifier.js';

const aliasName = awsPattern('(?!^[0-9]+$)([a-zA-Z0-9-_]+)').min(1).max(128);
const aliasVersion = awsPattern('(\\$LATEST(\\.PUBLISHED)?|[0-9]+)').min(1).max(1024);
const routingConfig = z.strictObject({
  AdditionalVersionWeights: z
    .record(awsPattern('[0-9]+').min(1).max(1024), z.number().min(0).max(1))
    .optional(),
});

const naming = z.strictObject({ FunctionName: functionName, Name: aliasName });
const createSchema = naming.extend({
  FunctionVersion: aliasVersion,
  Description: z.string().max(256).optional(),
  RoutingConfig: routingConfig.optional(),
});
const updateSchema = createSchema.extend({
  FunctionVersion: aliasVersion.optional(),
  RevisionId: z.string().optional(),
});
const listSchema = z.strictObject({
  ...pageShape,
  FunctionName: functionName,
  FunctionVersion: aliasVersion.optional(),
});

const collection = '/2015-03-31/functions/{FunctionName}/aliases';
const one = `${collection}/{Name}`;

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html */
export function aliasOperations(deps: LambdaDeps): RestOperation[] {
  return [createAlias(deps), getAlias(deps), updateAlias(deps), listAliases(deps), deleteAlias(deps)];
}

function createAlias(deps: LambdaDeps): RestOperation {
  return restOperation(
    { name: 'CreateAlias', method: 'POST', path: collection, status: 201 },
    createSchema,
    (input) => {
      const { name } = parseFunctionReference(input.FunctionName, deps.settings);
      const weights = input.RoutingConfig?.AdditionalVersionWeights ?? {};
      requireFewWeights(weights);
      const record = deps.functions.find(name);
      if (!record) throw functionNotFound(functionArn(deps.settings, name, input.FunctionVersion));
      requireRoutable(record, input.FunctionVersion, weights, deps);
      if (record.aliases[input.Name]) {
        throw new WireError(
          'ResourceConflictException',
          `Alias already exists: ${functionArn(deps.settings, name, input.Name)}`,
          409,
        );
      }
      const alias: FunctionAlias = {
        name: input.Name,
        version: input.FunctionVersion,
        description: input.Description ?? '',
        weights,
        revisionId: randomUUID(),
      };
      return store(record, alias, deps);
    },
  );
}

function getAlias(deps: LambdaDeps): RestOperation {
  return restOperation({ name: 'GetAlias', method: 'GET', path: one }, naming, (input) => {
    const { name } = parseFunctionReference(input.FunctionName, deps.settings);
    const record = deps.functions.find(name);
    const alias = record?.aliases[input.Name];
    if (!record || !alias) {
      throw new WireError(
        'ResourceNotFoundException',
        `Cannot find alias arn: ${functionArn(deps.settings, name, input.Name)}`,
        404,
      );
    }
    return describeAlias(record, alias, deps);
  });
}

function updateAlias(deps: LambdaDeps): RestOperation {
  return restOperation({ name: 'UpdateAlias', method: 'PUT', path: one }, updateSchema, (input) => {
    const { name } = parseFunctionReference(input.FunctionName, deps.settings);
    const record = deps.functions.require({ name });
    const alias = record.aliases[input.Name];
    if (!alias) {
      throw new WireError(
        'ResourceNotFoundException',
        `Alias not found: ${functionArn(deps.settings, name, input.Name)}`,
        404,
      );
    }
    requireRevision(alias.revisionId, input.RevisionId);
    const version = input.FunctionVersion ?? alias.version;
    const weights = input.RoutingConfig
      ? (input.RoutingConfig.AdditionalVersionWeights ?? {})
      : alias.weights;
    requireFewWeights(weights);
    requireRoutable(record, version, weights, deps);
    const description = input.Description ?? alias.description;
    const moved = version === alias.version ? record : reprovisioned(record, alias.name, deps);
    return store(moved, { ...alias, version, weights, description, revisionId: randomUUID() }, deps);
  });
}

function listAliases(deps: LambdaDeps): RestOperation {
  return restOperation({ name: 'ListAliases', method: 'GET', path: collection }, listSchema, (input) => {
    const record = deps.functions.require(parseFunctionReference(input.FunctionName, deps.settings));
    const wanted = Object.values(record.aliases).filter(
      ({ version, weights }) =>
        input.FunctionVersion === undefined ||
        [version, ...Object.keys(weights)].includes(input.FunctionVersion),
    );
    const cut = page(wanted, (alias) => alias.name, input);
    return { Aliases: cut.items.map((alias) => describeAlias(record, alias, deps)), ...cut.next };
  });
}

/** Repeatable: a missing alias counts as deleted. */
function deleteAlias(deps: LambdaDeps): RestOperation {
  return restOperation({ name: 'DeleteAlias', method: 'DELETE', path: one, status: 204 }, naming, (input) => {
    const record = deps.functions.require(parseFunctionReference(input.FunctionName, deps.settings));
    const { [input.Name]: gone, ...aliases } = record.aliases;
    if (gone) deps.functions.put({ ...withoutQualifier(record, input.Name), aliases });
    return undefined;
  });
}

function requireFewWeights(weights: Readonly<Record<string, number>>): void {
  if (Object.keys(weights).length > 1)
    throw invalid('Number of items in AdditionalVersionWeights cannot be greater than 1');
}

function requireRoutable(
  record: FunctionRecord,
  version: string,
  weights: Readonly<Record<string, number>>,
  deps: LambdaDeps,
): void {
  const [other] = Object.keys(weights);
  if (other !== undefined && version === '$LATEST') {
    // Recorded without the Type member that its like carry.
    throw new WireError(
      'InvalidParameterValueException',
      '$LATEST is not supported for an alias pointing to more than 1 version',
      400,
      { Type: undefined },
    );
  }
  if (other === version) {
    throw invalid(
      `Invalid function version ${other}. Function version ${other} is already included in routing configuration.`,
    );
  }
  for (const wanted of [version, ...Object.keys(weights)]) {
    if (!versionOf(record, wanted)) throw functionNotFound(functionArn(deps.settings, record.name, wanted));
  }
}

/** Provisioned concurrency follows its alias to another version, where it has to be made ready again. */
function reprovisioned(record: FunctionRecord, alias: string, deps: LambdaDeps): FunctionRecord {
  const config = record.provisioned?.[alias];
  if (!config) return record;
  return { ...record, provisioned: { ...record.provisioned, [alias]: provision(config.requested, deps) } };
}

function store(record: FunctionRecord, alias: FunctionAlias, deps: LambdaDeps): Record<string, unknown> {
  deps.functions.put({ ...record, aliases: { ...record.aliases, [alias.name]: alias } });
  return describeAlias(record, alias, deps);
}

function describeAlias(
  record: FunctionRecord,
  alias: FunctionAlias,
  deps: LambdaDeps,
): Record<string, unknown> {
  return {
    AliasArn: functionArn(deps.settings, record.name, alias.name),
    Name: alias.name,
    FunctionVersion: alias.version,
    Description: alias.description,
    RevisionId: alias.revisionId,
    ...(Object.keys(alias.weights).length > 0 && {
      RoutingConfig: { AdditionalVersionWeights: alias.weights },
    }),
  };
}
