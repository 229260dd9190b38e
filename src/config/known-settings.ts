/** Which settings the schema knows at a path, for "did you mean". */
import type { z } from 'zod';
import { configJsonSchema } from './json-schema.js';
import type { SettingPath } from './setting-path.js';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Names allowed in the object at this path; empty when names are free there. */
export function knownSettings(path: SettingPath): string[] {
  let schema: JsonSchema | undefined = configJsonSchema();
  for (const key of path) schema = child(schema, key);
  return Object.keys(schema?.properties ?? {}).filter((name) => name !== '$schema');
}

function child(schema: JsonSchema | undefined, key: PropertyKey): JsonSchema | undefined {
  const next =
    schema?.properties?.[String(key)] ??
    (typeof key === 'number' ? schema?.items : schema?.additionalProperties);
  return typeof next === 'object' && !Array.isArray(next) ? settingsOf(next) : undefined;
}

/** Of "settings or false", the settings. */
function settingsOf(schema: JsonSchema): JsonSchema {
  const branches = schema.anyOf?.filter((branch): branch is JsonSchema => typeof branch === 'object');
  return branches?.find(({ properties }) => properties) ?? schema;
}
