/** PutFunctionEventInvokeConfig, Update, Get, Delete and List. */
import * as z from 'zod';
import { type RestOperation, restOperation } from '../wire/rest.js';
import { WireError } from '../wire/wire-error.js';
import { type DestinationConfig, destinationConfig, requireDestinations } from './destinations.js';
import { functionArn, namespacedFunctionName, parseFunctionReference, qualifier } from './function-name.js';
import type { EventInvokeSettings, FunctionRecord } from './function-record.js';
import { versionOf } from './function-store.js';
import type { LambdaDeps } from './lambda-deps.js';
import { page, shortPageShape } from './page.js';
import { invalid } from './settings-rules.js';

const naming = z.strictObject({ FunctionName: namespacedFunctionName, Qualifier: qualifier.optional() });
const changeSchema = naming.extend({
  MaximumRetryAttempts: z.number().int().min(0).max(2).optional(),
  MaximumEventAgeInSeconds: z.number().int().min(60).max(21_600).optional(),
  DestinationConfig: destinationConfig.optional(),
});
const listSchema = z.strictObject({ ...shortPageShape, FunctionName: namespacedFunctionName });

type Naming = z.infer<typeof naming>;
type Change = z.infer<typeof changeSchema>;

const path = '/2019-09-25/functions/{FunctionName}/event-invoke-config';

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html */
export function eventInvokeOperations(deps: LambdaDeps): RestOperation[] {
  return [put(deps), update(deps), get(deps), remove(deps), list(deps)];
}

/** Replaces everything: what is not named falls back to Lambda's own. */
function put(deps: LambdaDeps): RestOperation {
  const route = { name: 'PutFunctionEventInvokeConfig', method: 'PUT', path } as const;
  return restOperation(route, changeSchema, (input) => {
    const { record, key } = requireTarget(input, deps);
    return store(record, key, changed({}, input, deps), input, deps);
  });
}

/** Changes only what is named. */
function update(deps: LambdaDeps): RestOperation {
  const route = { name: 'UpdateFunctionEventInvokeConfig', method: 'POST', path } as const;
  return restOperation(route, changeSchema, (input) => {
    const { record, key } = requireTarget(input, deps);
    const current = record.eventInvokes?.[key];
    if (!current) throw notConfigured(functionArn(deps.settings, record.name, key));
    return store(record, key, changed(current, input, deps), input, deps);
  });
}

function get(deps: LambdaDeps): RestOperation {
  const route = { name: 'GetFunctionEventInvokeConfig', method: 'GET', path } as const;
  return restOperation(route, naming, (input) => {
    const { record, key, settings } = requireSettings(input, deps);
    return describe(record.name, key, settings, deps);
  });
}

function remove(deps: LambdaDeps): RestOperation {
  const route = { name: 'DeleteFunctionEventInvokeConfig', method: 'DELETE', path, status: 204 } as const;
  return restOperation(route, naming, (input) => {
    const { record, key } = requireSettings(input, deps);
    const { [key]: _, ...eventInvokes } = record.eventInvokes ?? {};
    deps.functions.put({ ...record, eventInvokes });
    return undefined;
  });
}

function list(deps: LambdaDeps): RestOperation {
  const route = { name: 'ListFunctionEventInvokeConfigs', method: 'GET', path: `${path}/list` } as const;
  return restOperation(route, listSchema, (input) => {
    const { name } = parseFunctionReference(input.FunctionName, deps.settings);
    const record = deps.functions.find(name);
    if (!record) throw noFunction();
    const cut = page(Object.entries(record.eventInvokes ?? {}), ([key]) => key, input);
    return {
      FunctionEventInvokeConfigs: cut.items.map(([key, settings]) => describe(name, key, settings, deps)),
      ...cut.next,
    };
  });
}

function changed(
  current: Partial<EventInvokeSettings>,
  { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig }: Change,
  deps: LambdaDeps,
): EventInvokeSettings {
  return {
    ...current,
    ...(MaximumRetryAttempts !== undefined && { MaximumRetryAttempts }),
    ...(MaximumEventAgeInSeconds !== undefined && { MaximumEventAgeInSeconds }),
    DestinationConfig: DestinationConfig
      ? withoutEmpty(DestinationConfig)
      : (current.DestinationConfig ?? { OnSuccess: {}, OnFailure: {} }),
    lastModified: deps.clock(),
  };
}

function withoutEmpty({ OnSuccess, OnFailure }: DestinationConfig): EventInvokeSettings['DestinationConfig'] {
  const only = (destination: string | undefined): { Destination?: string } =>
    destination ? { Destination: destination } : {};
  return { OnSuccess: only(OnSuccess?.Destination), OnFailure: only(OnFailure?.Destination) };
}

function store(
  record: FunctionRecord,
  key: string,
  settings: EventInvokeSettings,
  { DestinationConfig }: Change,
  deps: LambdaDeps,
): Record<string, unknown> {
  const { Role: role } = (versionOf(record, record.aliases[key]?.version ?? key) ?? record.latest).settings;
  if (DestinationConfig)
    requireDestinations(DestinationConfig, { name: record.name, role }, 'invocation', deps);
  deps.functions.put({ ...record, eventInvokes: { ...record.eventInvokes, [key]: settings } });
  return describe(record.name, key, settings, deps);
}

function describe(
  name: string,
  key: string,
  { lastModified, ...settings }: EventInvokeSettings,
  deps: LambdaDeps,
): Record<string, unknown> {
  return {
    // Seconds, as REST JSON wants.
    LastModified: lastModified / 1000,
    FunctionArn: functionArn(deps.settings, name, key),
    ...settings,
  };
}

/** The function and the key of its settings, which need not exist yet. */
function requireTarget(input: Change, deps: LambdaDeps): { record: FunctionRecord; key: string } {
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = input;
  if (MaximumRetryAttempts === undefined && MaximumEventAgeInSeconds === undefined && !DestinationConfig)
    throw invalid('You must specify at least one of error handling or destination setting.');
  const { name, qualifier: key = '$LATEST' } = reference(input, deps);
  const record = deps.functions.find(name);
  if (!record || !(record.aliases[key] || versionOf(record, key))) throw noFunction();
  return { record, key };
}

function requireSettings(
  input: Naming,
  deps: LambdaDeps,
): { record: FunctionRecord; key: string; settings: EventInvokeSettings } {
  const { name, qualifier: key = '$LATEST' } = reference(input, deps);
  const record = deps.functions.find(name);
  const settings = record?.eventInvokes?.[key];
  if (!record || !settings) throw notConfigured(functionArn(deps.settings, name, key));
  return { record, key, settings };
}

function reference(input: Naming, deps: LambdaDeps): ReturnType<typeof parseFunctionReference> {
  return parseFunctionReference(input.FunctionName, deps.settings, input.Qualifier);
}

function noFunction(): WireError {
  return new WireError('ResourceNotFoundException', "The function doesn't exist.", 404);
}

function notConfigured(arn: string): WireError {
  return new WireError(
    'ResourceNotFoundException',
    `The function ${arn} doesn't have an EventInvokeConfig`,
    404,
  );
}
