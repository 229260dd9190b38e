/** Compares the settings asked for with a function's own, field by field; what is not mentioned is never a difference. */
import { isDeepStrictEqual } from 'node:util';
import type { JsonValue } from '../errors/app-error.js';
import { type FieldChange, masked } from './field-change.js';
import type { FunctionConfiguration, FunctionSpec, LoggingSetting } from './function-spec.js';

export interface ConfigurationDiff {
  readonly changes: readonly FieldChange[];
  /** Exactly what to send to UpdateFunctionConfiguration: changed settings, each whole; empty when nothing differs. */
  readonly update: Partial<FunctionConfiguration>;
}

/** The whole settings to create a function with. */
export type DesiredConfiguration = Partial<FunctionConfiguration>;

/**
 * The update that makes `observed` what is desired. List order of subnets and security groups is no difference, nor are
 * empty overrides that Lambda leaves out. Environment values are masked in `changes`.
 */
export function diffConfiguration(
  desired: DesiredConfiguration,
  observed: FunctionConfiguration,
  environmentMode: FunctionSpec['environmentMode'],
): ConfigurationDiff {
  const changes: FieldChange[] = [];
  const update: { [key: string]: unknown } = {};
  for (const key of Object.keys(desired) as (keyof FunctionConfiguration)[]) {
    if (desired[key] === undefined) continue;
    const target = targetValue(key, desired, observed, environmentMode);
    const found = compareSetting(key, observed[key], target);
    if (found.length === 0) continue;
    changes.push(...found);
    update[key] = target;
  }
  return { changes, update: update as Partial<FunctionConfiguration> };
}

/** The settings of a new function as changes from nothing. */
export function describeNewConfiguration(desired: DesiredConfiguration): FieldChange[] {
  return (Object.keys(desired) as (keyof FunctionConfiguration)[]).flatMap((key) =>
    compareSetting(key, key === 'environment' ? {} : undefined, desired[key]),
  );
}

/** Whether two versions of a function run with the same settings; descriptions are labels and do not count. */
export function sameConfiguration(a: FunctionConfiguration, b: FunctionConfiguration): boolean {
  return (Object.keys({ ...a, ...b }) as (keyof FunctionConfiguration)[])
    .filter((key) => key !== 'description')
    .every((key) => compareSetting(key, a[key], b[key]).length === 0);
}

function targetValue(
  key: keyof FunctionConfiguration,
  desired: DesiredConfiguration,
  observed: FunctionConfiguration,
  environmentMode: FunctionSpec['environmentMode'],
): unknown {
  if (key === 'environment' && environmentMode === 'merge')
    return { ...observed.environment, ...desired.environment };
  if (key === 'logging') return mergeLogging(observed.logging, desired.logging ?? {});
  return desired[key];
}

/** Levels belong to the JSON format: Lambda refuses them with Text, so those of before do not come along. */
function mergeLogging(observed: LoggingSetting, desired: LoggingSetting): LoggingSetting {
  if (desired.logFormat !== 'Text') return { ...observed, ...desired };
  const { applicationLogLevel: _application, systemLogLevel: _system, ...rest } = observed;
  return { ...rest, ...desired };
}

function compareSetting(key: keyof FunctionConfiguration, from: unknown, to: unknown): FieldChange[] {
  if (key === 'environment') return compareEnvironment(record(from), record(to));
  if (isPlainRecord(to)) {
    const before = record(from);
    const after = record(to);
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) => change(`${key}.${name}`, before[name], after[name]));
  }
  return change(key, from, to);
}

function compareEnvironment(before: Record<string, unknown>, after: Record<string, unknown>): FieldChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => {
    // A variable may have the name of something that every object inherits, such as `constructor`.
    const was = Object.hasOwn(before, name);
    const is = Object.hasOwn(after, name);
    if (was && is && before[name] === after[name]) return [];
    return [{ path: `environment.${name}`, ...(was && { from: masked }), ...(is && { to: masked }) }];
  });
}

function change(path: string, from: unknown, to: unknown): FieldChange[] {
  const before = normalise(path, from);
  const after = normalise(path, to);
  if (isDeepStrictEqual(before, after)) return [];
  return [{ path, ...(before !== undefined && { from: before }), ...(after !== undefined && { to: after }) }];
}

const unordered = new Set(['vpc.subnetIds', 'vpc.securityGroupIds']);

/** Empty lists, texts and `false` mean the same as absent: Lambda leaves them out of its answers. */
function normalise(path: string, value: unknown): JsonValue | undefined {
  if (value === undefined || value === '' || value === false) return undefined;
  if (Array.isArray(value)) {
    if (value.length === 0) return undefined;
    return (unordered.has(path) ? [...value].sort() : value) as JsonValue;
  }
  return value as JsonValue;
}

function isPlainRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function record(value: unknown): Record<string, unknown> {
  return isPlainRecord(value) ? (value as Record<string, unknown>) : {};
}
