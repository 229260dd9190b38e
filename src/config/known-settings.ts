/** What the schema knows at a path: for "did you mean", and for what a text has to become. */
import type * as z from 'zod';
import { settingsJsonSchema } from './json-schema.js';
import type { SettingPath } from './setting-path.js';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Names allowed in the object at this path; empty when names are free there. */
export function knownSettings(path: SettingPath): string[] {
  const branches = branchesAt(path);
  return branches
    .flatMap(({ properties }) => Object.keys(properties ?? {}))
    .filter((name) => name !== '$schema');
}

/** `string`, `integer`, `boolean`, `array`, … that a value there may be; empty when the schema does not know the path. */
export function typesAt(path: SettingPath): ReadonlySet<string> {
  return new Set(branchesAt(path).flatMap(typesOf));
}

/** The alternatives at a path: of "settings or false", both. */
function branchesAt(path: SettingPath): JsonSchema[] {
  let branches = alternatives(settingsJsonSchema());
  for (const key of path) branches = branches.flatMap((schema) => child(schema, key));
  return branches;
}

function child(schema: JsonSchema, key: PropertyKey): JsonSchema[] {
  const next =
    schema.properties?.[String(key)] ??
    (typeof key === 'number' ? schema.items : schema.additionalProperties);
  return typeof next === 'object' && !Array.isArray(next) ? alternatives(next) : [];
}

function alternatives(schema: JsonSchema): JsonSchema[] {
  if (!schema.anyOf) return [schema];
  return schema.anyOf.flatMap((branch) => (typeof branch === 'object' ? alternatives(branch) : []));
}

function typesOf({ type, const: only, enum: values }: JsonSchema): string[] {
  if (type) return [type].flat();
  return [...(only === undefined ? [] : [only]), ...(values ?? [])].map((value) => typeof value);
}
