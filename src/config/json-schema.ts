/** The JSON Schema of the configuration file: for editors, for the documentation and for "did you mean". */
import * as z from 'zod';
import { configSchema } from './schema.js';
import { stageName, stageSections } from './stages.js';

type JsonSchema = z.core.JSONSchema.BaseSchema;

const stages =
  'Settings that a stage has otherwise, chosen with --stage; what it does not mention is as above.';

let made: JsonSchema | undefined;

/** JSON Schema 2020-12 of the settings themselves, once placeholders are filled in; made once. */
export function settingsJsonSchema(): JsonSchema {
  if (made) return made;
  const schema = z.toJSONSchema(configSchema, { io: 'input' });
  const properties = { ...schema.properties, stages: { description: stages, type: 'object' as const } };
  made = { title: 'lading.yaml', ...schema, properties };
  return made;
}

/** JSON Schema 2020-12 of what may be written; rules across several settings are only in the validation. */
export function configJsonSchema(): JsonSchema {
  const schema = withPlaceholders(settingsJsonSchema());
  const sections = stageSections.flatMap((name) => {
    const section = schema.properties?.[name];
    return isSchema(section) ? [[name, withoutRequired(section)]] : [];
  });
  return {
    ...schema,
    properties: {
      ...schema.properties,
      stages: {
        description: stages,
        type: 'object',
        propertyNames: { pattern: stageName.source },
        additionalProperties: { $ref: '#/$defs/stage' },
      },
    },
    $defs: {
      stage: {
        anyOf: [
          { type: 'object', properties: Object.fromEntries(sections), additionalProperties: false },
          { type: 'null' },
        ],
      },
      placeholder: {
        description: 'Text with a placeholder, such as ${env:NAME, default} or ${ssm:/path}.',
        type: 'string',
        pattern: '\\$\\{',
      },
    },
  };
}

/** Wherever something else than any text is wanted, a placeholder may stand for it. */
function withPlaceholders(schema: JsonSchema): JsonSchema {
  const inside = mapChildren(schema, withPlaceholders);
  if (schema.type === 'object' || isAnyText(schema)) return inside;
  const { description, title, ...rest } = inside;
  const branches = rest.anyOf && Object.keys(rest).length === 1 ? rest.anyOf : [rest];
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    anyOf: [...branches, { $ref: '#/$defs/placeholder' }],
  };
}

function isAnyText({ type, pattern, enum: values, minLength, maxLength }: JsonSchema): boolean {
  return type === 'string' && !pattern && !values && minLength === undefined && maxLength === undefined;
}

/** Settings are merged one by one, so that none of them has to be there; the items of a list are whole. */
function withoutRequired(schema: JsonSchema): JsonSchema {
  if (schema.type === 'array') return schema;
  const { required: _required, ...rest } = mapChildren(schema, withoutRequired);
  return rest;
}

function mapChildren(schema: JsonSchema, change: (child: JsonSchema) => JsonSchema): JsonSchema {
  const one = (child: unknown) => (isSchema(child) ? change(child) : child);
  const { properties, additionalProperties, items, anyOf } = schema;
  const named = Object.entries(properties ?? {}).map(([name, child]) => [name, one(child)]);
  return {
    ...schema,
    ...(properties && { properties: Object.fromEntries(named) }),
    ...(isSchema(additionalProperties) && { additionalProperties: change(additionalProperties) }),
    ...(isSchema(items) && { items: change(items) }),
    ...(anyOf && { anyOf: anyOf.map((branch) => (isSchema(branch) ? plainBranch(branch, change) : branch)) }),
  };
}

/** What may stand beside it is said once, around all branches. */
function plainBranch(branch: JsonSchema, change: (child: JsonSchema) => JsonSchema): JsonSchema {
  return branch.type === 'object' || branch.type === 'array' ? mapChildren(branch, change) : branch;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
