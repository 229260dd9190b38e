/** Reads zod schemas back: the schema at a path, and its constraints in the words of the AWS models. */
import type * as z from 'zod';
import { modelSpelling } from './aws-pattern.js';

type Schema = z.core.$ZodType;

/** What kind of member a schema describes; `other` never occurs in a request schema of ours. */
export type MemberKind = 'string' | 'integer' | 'double' | 'boolean' | 'list' | 'map' | 'structure' | 'other';

const kinds: Record<string, MemberKind> = {
  string: 'string',
  enum: 'string',
  literal: 'string',
  boolean: 'boolean',
  array: 'list',
  record: 'map',
  object: 'structure',
};

export function kindOf(schema: Schema | undefined): MemberKind {
  const inner = unwrap(schema);
  if (!inner) return 'other';
  const { def } = inner._zod;
  if (def.type !== 'number') return kinds[def.type] ?? 'other';
  return checksOf(inner).some((check) => check.check === 'number_format') ? 'integer' : 'double';
}

/** The schema that a path of keys and indexes leads to. */
export function schemaAt(schema: Schema, path: readonly PropertyKey[]): Schema | undefined {
  let current: Schema | undefined = unwrap(schema);
  for (const segment of path) current = unwrap(childOf(current, segment));
  return current;
}

/** The schema of a map's keys. */
export function keySchemaOf(schema: Schema | undefined): Schema | undefined {
  const def = unwrap(schema)?._zod.def as { type: string; keyType?: Schema } | undefined;
  return def?.type === 'record' ? def.keyType : undefined;
}

/**
 * All constraints of a member, as AWS lists them when an element of a list or map fails, e.g.
 * `Member must have length less than or equal to 1024`. Upper bounds come before lower ones, patterns after.
 */
export function constraintsOf(schema: Schema | undefined): string[] {
  const inner = unwrap(schema);
  if (!inner) return [];
  const texts: string[] = [];
  const double = kindOf(inner) === 'double';
  const checks = checksOf(inner);
  const measure = kindOf(inner) === 'integer' || double ? 'value' : 'length';
  for (const check of checks) {
    const bound = check.maximum ?? check.value;
    if (check.check === 'max_length' || check.check === 'less_than')
      texts.push(upperBound(measure, bound, double));
  }
  for (const check of checks) {
    const bound = check.minimum ?? check.value;
    if (check.check === 'min_length' || check.check === 'greater_than')
      texts.push(lowerBound(measure, bound, double));
  }
  for (const check of checks) if (check.pattern) texts.push(patternText(String(check.pattern)));
  const values = enumValues(inner);
  if (values.length > 0) texts.push(enumText(values));
  return texts;
}

export function upperBound(measure: 'length' | 'value', bound: unknown, double = false): string {
  return `Member must have ${measure} less than or equal to ${number(bound, double)}`;
}

export function lowerBound(measure: 'length' | 'value', bound: unknown, double = false): string {
  return `Member must have ${measure} greater than or equal to ${number(bound, double)}`;
}

export function patternText(pattern: string): string {
  return `Member must satisfy regular expression pattern: ${modelSpelling(pattern)}`;
}

export function enumText(values: readonly unknown[]): string {
  return `Member must satisfy enum value set: [${values.join(', ')}]`;
}

/** A value in the notation of the messages: `[a, b]`, `{k=v}`, `2.0` for doubles. */
export function modelNotation(value: unknown, schema: Schema | undefined): string {
  if (Array.isArray(value))
    return `[${value.map((item) => modelNotation(item, schemaAt(schema as Schema, [0]))).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).map(
      ([key, item]) => `${key}=${modelNotation(item, schema && schemaAt(schema, [key]))}`,
    );
    return `{${pairs.join(', ')}}`;
  }
  return typeof value === 'number' ? number(value, kindOf(schema) === 'double') : String(value);
}

function number(value: unknown, double: boolean): string {
  return double && Number.isInteger(value) ? `${value}.0` : String(value);
}

interface Check {
  readonly check?: string;
  readonly maximum?: number;
  readonly minimum?: number;
  readonly value?: number;
  readonly pattern?: RegExp;
}

function checksOf(schema: Schema): Check[] {
  return (schema._zod.def.checks ?? []).map((check) => check._zod.def as Check);
}

function enumValues(schema: Schema): readonly unknown[] {
  const def = schema._zod.def as { type: string; entries?: Record<string, unknown>; values?: unknown[] };
  if (def.type === 'enum') return Object.values(def.entries ?? {});
  return def.type === 'literal' ? (def.values ?? []) : [];
}

function childOf(schema: Schema | undefined, segment: PropertyKey): Schema | undefined {
  const def = schema?._zod.def as
    | { type: string; shape?: Record<PropertyKey, Schema>; element?: Schema; valueType?: Schema }
    | undefined;
  if (def?.type === 'object') return def.shape?.[segment];
  if (def?.type === 'array') return def.element;
  return def?.type === 'record' ? def.valueType : undefined;
}

function unwrap(schema: Schema | undefined): Schema | undefined {
  let current = schema;
  while (current && 'innerType' in current._zod.def) current = current._zod.def.innerType as Schema;
  return current;
}
