/** Builders of schema fields whose every refusal reads as what is allowed: "a whole number of MB from 128 to 10240". */
import * as z from 'zod';

/** A whole number with a unit and both ends included. */
export function wholeNumber(unit: string, minimum: number, maximum: number) {
  const error = `a whole number of ${unit} from ${minimum} to ${maximum}`;
  return z.int({ error }).min(minimum, { error }).max(maximum, { error });
}

/** Text; `allowed` finishes the sentence "allowed: …". */
export function text(allowed: string, limits: { pattern?: RegExp; minimum?: number; maximum?: number } = {}) {
  const error = allowed;
  let schema = z.string({ error });
  if (limits.minimum !== undefined) schema = schema.min(limits.minimum, { error });
  if (limits.maximum !== undefined) schema = schema.max(limits.maximum, { error });
  return limits.pattern ? schema.regex(limits.pattern, { error }) : schema;
}

export function oneOf<const Values extends readonly [string, ...string[]]>(...values: Values) {
  return z.enum(values, { error: values.join(', ') });
}

export function yesOrNo() {
  return z.boolean({ error: 'true or false' });
}

export function list<Item extends z.ZodType>(item: Item, allowed: string, maximum?: number) {
  const error = allowed;
  const schema = z.array(item, { error });
  return maximum === undefined ? schema : schema.max(maximum, { error });
}

/** An object of exactly these settings. Unknown ones are left to the describer, which knows what is near. */
export function settings<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'invalid_type' ? 'settings, one "name: value" a line' : undefined),
  });
}

/** Text values under free names. */
export function textByName<Key extends z.ZodType<string, string>>(name: Key, allowed: string) {
  const value = z.string({ error: 'text; put numbers, true, false and dates in quotes' });
  return z.record(name, value, { error: allowed });
}
