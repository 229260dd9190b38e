/** CreateFunctionUrlConfig, Get, Update, Delete and List. */
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { awsPattern } from '../wire/aws-pattern.js';
import { type RestOperation, restOperation } from '../wire/rest.js';
import { WireError } from '../wire/wire-error.js';
import { functionArn, functionName, parseFunctionReference } from './function-name.js';
import type { FunctionRecord, UrlConfig } from './function-record.js';
import type { LambdaDeps } from './lambda-deps.js';
import { page, shortPageShape } from './page.js';
import { addressOfUrl } from './url/find-url.js';

const headers = z.array(z.string().max(1024)).max(100).optional();
const cors = z.strictObject({
  AllowCredentials: z.boolean().optional(),
  AllowHeaders: headers,
  AllowMethods: z.array(z.string().max(6)).max(6).optional(),
  AllowOrigins: z.array(z.string().min(1).max(253)).max(100).optional(),
  ExposeHeaders: headers,
  MaxAge: z.number().int().min(0).max(86_400).optional(),
});
const authType = z.enum(['NONE', 'AWS_IAM']);

/** Only an alias can have a URL of its own, so `$LATEST` and numbers do not match. */
const naming = z.strictObject({
  FunctionName: functionName,
  Qualifier: awsPattern('((?!^\\d+$)^[0-9a-zA-Z-_]+$)').min(1).max(128).optional(),
});
const updateSchema = naming.extend({
  AuthType: authType.optional(),
  Cors: cors.optional(),
  InvokeMode: z.enum(['BUFFERED', 'RESPONSE_STREAM']).optional(),
});
const createSchema = updateSchema.extend({ AuthType: authType });
const listSchema = z.strictObject({ ...shortPageShape, FunctionName: functionName });

const path = '/2021-10-31/functions/{FunctionName}/url';

/** https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html */
export function urlOperations(deps: LambdaDeps): RestOperation[] {
  return [createUrl(deps), getUrl(deps), updateUrl(deps), deleteUrl(deps), listUrls(deps)];
}

function createUrl(deps: LambdaDeps): RestOperation {
  return restOperation(
    { name: 'CreateFunctionUrlConfig', method: 'POST', path, status: 201 },
    createSchema,
    (input) => {
      const { name, alias } = target(input, deps);
      const record = deps.functions.find(name);
      if (!record || (alias !== '' && !record.aliases[alias])) throw noFunction();
      if (record.urls[alias]) throw alreadyExists(functionArn(deps.settings, name, alias || undefined));
      const now = new Date(deps.clock()).toISOString();
      const config: UrlConfig = {
        id: randomBytes(20).toString('hex').slice(0, 32),
        authType: input.AuthType,
        invokeMode: input.InvokeMode ?? 'BUFFERED',
        createdAt: now,
        modifiedAt: now,
        ...(input.Cors && { cors: input.Cors }),
      };
      put(record, alias, config, deps);
      const { LastModifiedTime: _, InvokeMode, ...described } = describe(record, alias, config, deps);
      // InvokeMode is echoed only when it was asked for, as recorded.
      return { ...described, ...(input.InvokeMode && { InvokeMode }) };
    },
  );
}

function getUrl(deps: LambdaDeps): RestOperation {
  return restOperation({ name: 'GetFunctionUrlConfig', method: 'GET', path }, naming, (input) => {
    const { record, alias, config } = requireUrl(input, deps);
    return describe(record, alias, config, deps);
  });
}

function updateUrl(deps: LambdaDeps): RestOperation {
  return restOperation({ name: 'UpdateFunctionUrlConfig', method: 'PUT', path }, updateSchema, (input) => {
    const { name, alias: wanted } = target(input, deps);
    const found = deps.functions.find(name);
    if (!found || (wanted !== '' && !found.aliases[wanted])) throw noFunction();
    const { record, alias, config } = requireUrl(input, deps);
    const updated: UrlConfig = {
      ...config,
      authType: input.AuthType ?? config.authType,
      invokeMode: input.InvokeMode ?? config.invokeMode,
      modifiedAt: new Date(deps.clock()).toISOString(),
      ...(input.Cors && { cors: input.Cors }),
    };
    put(record, alias, updated, deps);
    const { InvokeMode, ...described } = describe(record, alias, updated, deps);
    return { ...described, ...(input.InvokeMode && { InvokeMode }) };
  });
}

function deleteUrl(deps: LambdaDeps): RestOperation {
  return restOperation(
    { name: 'DeleteFunctionUrlConfig', method: 'DELETE', path, status: 204 },
    naming,
    (input) => {
      const { record, alias } = requireUrl(input, deps);
      const { [alias]: _, ...urls } = record.urls;
      deps.functions.put({ ...record, urls });
      return undefined;
    },
  );
}

function listUrls(deps: LambdaDeps): RestOperation {
  const route = {
    name: 'ListFunctionUrlConfigs',
    method: 'GET',
    path: '/2021-10-31/functions/{FunctionName}/urls',
  } as const;
  return restOperation(route, listSchema, (input) => {
    const record = deps.functions.find(parseFunctionReference(input.FunctionName, deps.settings).name);
    if (!record) throw noFunction();
    const cut = page(Object.entries(record.urls), ([alias]) => alias, input);
    return {
      FunctionUrlConfigs: cut.items.map(([alias, config]) => describe(record, alias, config, deps)),
      ...cut.next,
    };
  });
}

function target(input: z.infer<typeof naming>, deps: LambdaDeps): { name: string; alias: string } {
  const { name, qualifier } = parseFunctionReference(input.FunctionName, deps.settings, input.Qualifier);
  return { name, alias: qualifier ?? '' };
}

function requireUrl(
  input: z.infer<typeof naming>,
  deps: LambdaDeps,
): { record: FunctionRecord; alias: string; config: UrlConfig } {
  const { name, alias } = target(input, deps);
  const record = deps.functions.find(name);
  const config = record?.urls[alias];
  if (!record || !config) {
    throw new WireError('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
  }
  return { record, alias, config };
}

function put(record: FunctionRecord, alias: string, config: UrlConfig, deps: LambdaDeps): void {
  deps.functions.put({ ...record, urls: { ...record.urls, [alias]: config } });
}

function describe(
  record: FunctionRecord,
  alias: string,
  config: UrlConfig,
  deps: LambdaDeps,
): Record<string, unknown> {
  return {
    FunctionUrl: addressOfUrl(config.id, deps.settings),
    FunctionArn: functionArn(deps.settings, record.name, alias || undefined),
    AuthType: config.authType,
    ...(config.cors && { Cors: config.cors }),
    CreationTime: config.createdAt,
    LastModifiedTime: config.modifiedAt,
    InvokeMode: config.invokeMode,
  };
}

function noFunction(): WireError {
  return new WireError('ResourceNotFoundException', 'Function does not exist', 404);
}

function alreadyExists(arn: string): WireError {
  return new WireError(
    'ResourceConflictException',
    `Failed to create function url config for [functionArn = ${arn}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
    409,
  );
}
