/** CreateEventSourceMapping, Get, Update, Delete and List. */
import { randomUUID } from 'node:crypto';
import { type RestOperation, restOperation } from '../../wire/rest.js';
import { WireError } from '../../wire/wire-error.js';
import { functionArn, parseFunctionReference } from '../function-name.js';
import type { LambdaDeps } from '../lambda-deps.js';
import { page } from '../page.js';
import { requireTags } from '../resource-tags.js';
import { describeEventSource } from './describe-event-source.js';
import { type EventSourceRecord, isBusy } from './event-source-record.js';
import {
  requireFittingSource,
  requireReadable,
  requireStartingPosition,
  requireWorkable,
} from './event-source-rules.js';
import { addressSchema, createSchema, listSchema, updateSchema } from './event-source-schema.js';
import { findTarget } from './mapping-target.js';
import { defaultEventSource, mergeEventSource } from './merge-event-source.js';
import { sourceKind } from './source-kind.js';

const collection = '/2015-03-31/event-source-mappings';
const one = `${collection}/{UUID}`;
/** Of one answer, whatever MaxItems says. */
const longestPage = 100;

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html */
export function eventSourceOperations(deps: LambdaDeps): RestOperation[] {
  return [create(deps), get(deps), update(deps), remove(deps), list(deps)];
}

function create(deps: LambdaDeps): RestOperation {
  const route = {
    name: 'CreateEventSourceMapping',
    method: 'POST',
    path: collection,
    status: 202,
  } as const;
  return restOperation(route, createSchema, (input) => {
    const kind = sourceKind(input.EventSourceArn);
    const sourceArn = input.EventSourceArn ?? '';
    requireStartingPosition(kind, input);
    requireFittingSource(kind, input);
    requireTags(input.Tags ?? {});
    const target = findTarget(input.FunctionName, deps);
    const settings = mergeEventSource(defaultEventSource(kind), input);
    requireWorkable(kind, sourceArn, settings);
    const record: EventSourceRecord = {
      uuid: randomUUID(),
      kind,
      sourceArn,
      functionName: target.name,
      ...(target.qualifier !== undefined && { qualifier: target.qualifier }),
      enabled: input.Enabled ?? true,
      settings,
      ...(input.StartingPosition && { startingPosition: input.StartingPosition }),
      ...(input.StartingPositionTimestamp !== undefined && {
        startingPositionTimestamp: input.StartingPositionTimestamp,
      }),
      tags: input.Tags ?? {},
      ...changing('Creating', deps),
    };
    requireUnique(record, deps);
    requireReadable(kind, sourceArn, target, settings, deps);
    return store(record, deps);
  });
}

function get(deps: LambdaDeps): RestOperation {
  const route = { name: 'GetEventSourceMapping', method: 'GET', path: one } as const;
  return restOperation(route, addressSchema, ({ UUID }) =>
    describeEventSource(deps.eventSources.require(UUID), deps.settings, deps.clock()),
  );
}

function update(deps: LambdaDeps): RestOperation {
  const route = { name: 'UpdateEventSourceMapping', method: 'PUT', path: one, status: 202 } as const;
  return restOperation(route, updateSchema, (input) => {
    const current = deps.eventSources.require(input.UUID);
    requireIdle(current, 'update', deps);
    requireFittingSource(current.kind, input);
    const { functionName, qualifier, ...rest } = current;
    const target = findTarget(
      input.FunctionName ?? functionArn(deps.settings, functionName, qualifier),
      deps,
    );
    const enabled = input.Enabled ?? current.enabled;
    const settings = mergeEventSource(current.settings, input);
    requireWorkable(current.kind, current.sourceArn, settings);
    const state = enabled === current.enabled ? 'Updating' : enabled ? 'Enabling' : 'Disabling';
    const record: EventSourceRecord = {
      ...rest,
      functionName: target.name,
      ...(target.qualifier !== undefined && { qualifier: target.qualifier }),
      enabled,
      settings,
      ...changing(state, deps),
    };
    requireUnique(record, deps);
    requireReadable(record.kind, record.sourceArn, target, settings, deps);
    return store(record, deps);
  });
}

/** The mapping is seen as Deleting for a while. */
function remove(deps: LambdaDeps): RestOperation {
  const route = { name: 'DeleteEventSourceMapping', method: 'DELETE', path: one, status: 202 } as const;
  return restOperation(route, addressSchema, ({ UUID }) => {
    const current = deps.eventSources.require(UUID);
    requireIdle(current, 'delete', deps);
    return store({ ...current, ...changing('Deleting', deps) }, deps);
  });
}

/** A function without qualifier stands for itself only, not for its versions and aliases. */
function list(deps: LambdaDeps): RestOperation {
  const route = { name: 'ListEventSourceMappings', method: 'GET', path: collection } as const;
  return restOperation(route, listSchema, (input) => {
    const wanted =
      input.FunctionName === undefined
        ? undefined
        : parseFunctionReference(input.FunctionName, deps.settings);
    const found = deps.eventSources.all().filter((record) => {
      if (input.EventSourceArn !== undefined && record.sourceArn !== input.EventSourceArn) return false;
      return !wanted || (record.functionName === wanted.name && record.qualifier === wanted.qualifier);
    });
    const cut = page(found, ({ uuid }) => uuid, input, longestPage);
    return {
      EventSourceMappings: cut.items.map((record) =>
        describeEventSource(record, deps.settings, deps.clock()),
      ),
      ...cut.next,
    };
  });
}

/** A change that starts now, and takes as long as one of a function. */
function changing(
  state: EventSourceRecord['change']['state'],
  deps: LambdaDeps,
): Pick<EventSourceRecord, 'change' | 'lastModified'> {
  const now = deps.clock();
  return { lastModified: now, change: { state, endsAt: now + deps.settings.activationDelay } };
}

function store(record: EventSourceRecord, deps: LambdaDeps): Record<string, unknown> {
  deps.eventSources.put(record);
  return describeEventSource(record, deps.settings, deps.clock());
}

function requireIdle(record: EventSourceRecord, verb: 'update' | 'delete', deps: LambdaDeps): void {
  if (!isBusy(record, deps.clock())) return;
  throw new WireError(
    'ResourceInUseException',
    `Cannot ${verb} the event source mapping because it is in use.`,
    400,
  );
}

/** One mapping for a source and a function, version or alias; Lambda says so differently for queues. */
function requireUnique(record: EventSourceRecord, deps: LambdaDeps): void {
  const other = deps.eventSources
    .all()
    .find(
      ({ uuid, sourceArn, functionName, qualifier }) =>
        uuid !== record.uuid &&
        sourceArn === record.sourceArn &&
        functionName === record.functionName &&
        qualifier === record.qualifier,
    );
  if (!other) return;
  const rest = `already exists. Please update or delete the existing mapping with UUID ${other.uuid}`;
  const text =
    record.kind === 'sqs'
      ? `An event source mapping with SQS arn (" ${record.sourceArn} ") and function (" ${record.functionName} ") ${rest}`
      : `The event source arn (" ${record.sourceArn} ") and function (" ${record.functionName} ") provided mapping ${rest}`;
  throw new WireError('ResourceConflictException', text, 409);
}
