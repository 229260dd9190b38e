/** What a smoke test expects of a function's answer, and where an answer differs from it. Pure. */
import type { JsonValue } from '../errors/app-error.js';

export interface Mismatch {
  /** `$` for the whole answer, `$.body.items[0]`. */
  readonly path: string;
  readonly expected: JsonValue;
  /** Undefined when there is nothing. */
  readonly actual: unknown;
}

/**
 * The members that are expected must be there, further ones are free; lists have the same length; a text written `/…/` is a
 * regular expression; everything else is equal. Where members are expected and the answer is a text that holds JSON, as the
 * `body` of an HTTP answer, its content counts.
 */
export function mismatches(expected: JsonValue, actual: unknown, path = '$'): Mismatch[] {
  if (Array.isArray(expected)) return inList(expected, parsed(actual), path);
  if (typeof expected === 'object' && expected !== null) return inMembers(expected, parsed(actual), path);
  return matches(expected, actual) ? [] : [{ path, expected, actual }];
}

/** A text that is written as a regular expression but is none; undefined when all are well. */
export function brokenPattern(expected: JsonValue): string | undefined {
  if (typeof expected === 'string') return isBroken(expected) ? expected : undefined;
  if (typeof expected !== 'object' || expected === null) return undefined;
  return Object.values(expected)
    .map((item) => brokenPattern(item))
    .find((text) => text !== undefined);
}

function inList(expected: JsonValue[], actual: unknown, path: string): Mismatch[] {
  if (!Array.isArray(actual) || actual.length !== expected.length) return [{ path, expected, actual }];
  return expected.flatMap((item, index) => mismatches(item, actual[index], `${path}[${index}]`));
}

function inMembers(expected: { [key: string]: JsonValue }, actual: unknown, path: string): Mismatch[] {
  if (typeof actual !== 'object' || actual === null || Array.isArray(actual))
    return [{ path, expected, actual }];
  return Object.entries(expected).flatMap(([key, item]) =>
    mismatches(
      item,
      Object.hasOwn(actual, key) ? (actual as Record<string, unknown>)[key] : undefined,
      `${path}.${key}`,
    ),
  );
}

function matches(expected: string | number | boolean | null, actual: unknown): boolean {
  const source = typeof expected === 'string' ? patternIn(expected) : undefined;
  if (source === undefined) return actual === expected;
  return (
    actual !== undefined &&
    new RegExp(source, 'u').test(typeof actual === 'string' ? actual : JSON.stringify(actual))
  );
}

function patternIn(text: string): string | undefined {
  return /^\/(.+)\/$/s.exec(text)?.[1];
}

function isBroken(text: string): boolean {
  const source = patternIn(text);
  if (source === undefined) return false;
  try {
    return new RegExp(source, 'u').test('') && false;
  } catch (error) {
    if (error instanceof SyntaxError) return true;
    throw error;
  }
}

function parsed(actual: unknown): unknown {
  if (typeof actual !== 'string') return actual;
  try {
    return JSON.parse(actual) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return actual;
    throw error;
  }
}
