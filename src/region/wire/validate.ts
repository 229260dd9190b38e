/** Checks a request against its schema and refuses it in AWS's own words. */
import type * as z from 'zod';
import {
  constraintsOf,
  enumText,
  keySchemaOf,
  kindOf,
  lowerBound,
  type MemberKind,
  modelNotation,
  patternText,
  schemaAt,
  upperBound,
} from './schema-shape.js';
import { WireError } from './wire-error.js';

/** One member that breaks its constraint, in the parts that the message is made of. */
export interface ConstraintFailure {
  /** `routingConfig.additionalVersionWeights`. */
  readonly member: string;
  /** `'{2=2.0}'` with its quotes, or `null`. */
  readonly value: string;
  /** `Member must have length less than or equal to 64`. */
  readonly constraint: string;
}

type Issue = z.core.$ZodIssue;

/**
 * The input, typed. JSON nulls count as absent, as in AWS. Schemas are strict objects whose checks mirror the service model.
 * @param refuse how broken constraints are reported; the default is Lambda's ValidationException
 * @throws WireError SerializationException 400 for a wrong JSON type or an unknown member, else what `refuse` makes
 */
export function validate<T>(
  schema: z.ZodType<T>,
  input: unknown,
  refuse: (failures: readonly ConstraintFailure[]) => WireError = validationException,
): T {
  const present = withoutNulls(input);
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  const { issues } = result.error;
  for (const issue of issues) {
    const problem = serializationProblem(schema, present, issue);
    if (problem !== undefined) throw new WireError('SerializationException', problem, 400);
  }
  // Patterns are reported before lengths, as recorded.
  const ordered = [...issues].sort(
    (a, b) => Number(b.code === 'invalid_format') - Number(a.code === 'invalid_format'),
  );
  const failures = ordered.map((issue) => constraintFailure(schema, present, issue));
  throw refuse(
    failures.filter((failure, index) => index === failures.findIndex((other) => same(other, failure))),
  );
}

/** `1 validation error detected: Value '…' at '…' failed to satisfy constraint: …`; several are joined by `; `. */
export function validationException(failures: readonly ConstraintFailure[]): WireError {
  const count = `${failures.length} validation error${failures.length === 1 ? '' : 's'} detected`;
  const parts = failures.map(
    ({ member, value, constraint }) =>
      `Value ${value} at '${member}' failed to satisfy constraint: ${constraint}`,
  );
  return new WireError('ValidationException', `${count}: ${parts.join('; ')}`, 400);
}

/** The text for an input that could not even be deserialised; undefined when the issue is about a constraint. */
function serializationProblem(schema: z.core.$ZodType, input: unknown, issue: Issue): string | undefined {
  if (issue.code === 'unrecognized_keys') {
    const owner = issue.path.length > 0 ? ` in ${memberName(issue.path)}` : '';
    return `Unknown field${issue.keys.length === 1 ? '' : 's'} ${issue.keys.join(', ')}${owner}.`;
  }
  if (issue.code !== 'invalid_type' && issue.code !== 'invalid_value') return undefined;
  const value = valueAt(input, issue.path);
  const wanted = kindOf(schemaAt(schema, issue.path));
  if (value === undefined || (issue.code === 'invalid_value' && typeof value === 'string')) return undefined;
  return conversionProblem(value, wanted);
}

const targets: Partial<Record<MemberKind, string>> = {
  string: 'a String',
  integer: 'an Integer',
  double: 'a Double',
  boolean: 'a Boolean',
};

function conversionProblem(value: unknown, wanted: MemberKind): string {
  const target = targets[wanted];
  if (!target) return 'Unexpected field type';
  if (Array.isArray(value)) return 'Start of list found where not expected';
  if (typeof value === 'object') return 'Start of structure or map found where not expected.';
  const token =
    typeof value === 'boolean'
      ? value
        ? 'TRUE'
        : 'FALSE'
      : typeof value === 'number'
        ? numberToken(value)
        : 'STRING';
  return `${token}_VALUE can not be converted to ${target}`;
}

function numberToken(value: number): string {
  return Number.isInteger(value) ? 'NUMBER' : 'DECIMAL';
}

function constraintFailure(schema: z.core.$ZodType, input: unknown, issue: Issue): ConstraintFailure {
  const last = issue.path.at(-1);
  const parentPath = issue.path.slice(0, -1);
  const parent = last === undefined ? undefined : schemaAt(schema, parentPath);
  const collection = kindOf(parent);
  const elementIsScalar = targets[kindOf(schemaAt(schema, issue.path))] !== undefined;
  if (collection === 'map' && (elementIsScalar || issue.code === 'invalid_key')) {
    return whole(
      schema,
      input,
      parentPath,
      issue.code === 'invalid_key' ? mapKeys(parent) : elements('Map value', parent),
    );
  }
  if (collection === 'list' && elementIsScalar) {
    return whole(schema, input, parentPath, elements('Member', parent));
  }
  return whole(schema, input, issue.path, ownConstraint(schemaAt(schema, issue.path), issue));
}

function mapKeys(map: z.core.$ZodType | undefined): string {
  return `Map keys must satisfy constraint: [${constraintsOf(keySchemaOf(map)).join(', ')}]`;
}

function elements(subject: 'Member' | 'Map value', collection: z.core.$ZodType | undefined): string {
  const element = collection && schemaAt(collection, [0]);
  return `${subject} must satisfy constraint: [${[...constraintsOf(element), 'Member must not be null'].join(', ')}]`;
}

function ownConstraint(schema: z.core.$ZodType | undefined, issue: Issue): string {
  const double = kindOf(schema) === 'double';
  if (issue.code === 'too_big')
    return upperBound(issue.origin === 'number' ? 'value' : 'length', issue.maximum, double);
  if (issue.code === 'too_small')
    return lowerBound(issue.origin === 'number' ? 'value' : 'length', issue.minimum, double);
  if (issue.code === 'invalid_format' && issue.pattern) return patternText(issue.pattern);
  return issue.code === 'invalid_value' ? enumText(issue.values) : 'Member must not be null';
}

function whole(
  schema: z.core.$ZodType,
  input: unknown,
  path: readonly PropertyKey[],
  constraint: string,
): ConstraintFailure {
  const value = valueAt(input, path);
  if (value === undefined)
    return { member: memberName(path), value: 'null', constraint: 'Member must not be null' };
  return { member: memberName(path), value: `'${modelNotation(value, schemaAt(schema, path))}'`, constraint };
}

/** `['Environment', 'Variables']` → `environment.variables`; list positions count from 1 and carry `.member`. */
function memberName(path: readonly PropertyKey[]): string {
  return path
    .map((part) =>
      typeof part === 'number'
        ? `${part + 1}.member`
        : String(part).replace(/^[A-Z]/, (first) => first.toLowerCase()),
    )
    .join('.');
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let current = input;
  for (const part of path) current = (current as Record<PropertyKey, unknown> | undefined)?.[part];
  return current;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [key, withoutNulls(item)]),
  );
}

function same(a: ConstraintFailure, b: ConstraintFailure): boolean {
  return a.member === b.member && a.value === b.value && a.constraint === b.constraint;
}
