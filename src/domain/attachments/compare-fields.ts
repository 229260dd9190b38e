/** Compares single settings of what hangs on a function; what means the same is no difference. */
import { isDeepStrictEqual } from 'node:util';
import type { JsonValue } from '../../errors/app-error.js';
import type { FieldChange } from '../field-change.js';

/** Settings by name; `undefined` and `false` stand for "not set". */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * A change for every field of `desired` that differs; fields that are not in it are not looked at. Lists are compared without
 * order, and empty lists, `''` and `false` are the same as nothing: none of the lists compared here has an order that counts.
 */
export function compareFields(prefix: string, observed: Fields, desired: Fields): FieldChange[] {
  return Object.keys(desired).flatMap((name) => {
    if (desired[name] === undefined) return [];
    return compareField(`${prefix}.${name}`, observed[name], desired[name]);
  });
}

export function compareField(path: string, observed: unknown, desired: unknown): FieldChange[] {
  const from = normalise(observed);
  const to = normalise(desired);
  if (isDeepStrictEqual(from, to)) return [];
  if (typeof observed === 'boolean' && typeof desired === 'boolean')
    return [{ path, from: observed, to: desired }];
  return [{ path, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }];
}

function normalise(value: unknown): JsonValue | undefined {
  if (value === undefined || value === null || value === '' || value === false) return undefined;
  if (!Array.isArray(value)) return value as JsonValue;
  return value.length === 0 ? undefined : ([...value].sort() as JsonValue);
}
