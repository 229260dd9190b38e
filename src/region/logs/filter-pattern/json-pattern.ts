/** Parses filter patterns for JSON: `{ ($.level = "error") && $.ms >= 1e3 || $.user NOT EXISTS }`. */
import { invalidPattern, patternRegex } from './invalid-pattern.js';
import type { Comparison, JsonCondition, Selector } from './json-condition.js';

/** What is left to read. */
interface Reader {
  /** Takes the token that the pattern finds at the front, with the white space after it; undefined when it is not there. */
  take(pattern: RegExp): RegExpExecArray | undefined;
  fail(): never;
  readonly done: boolean;
}

/** @param text without the braces @throws WireError InvalidParameterException */
export function parseJsonPattern(text: string): JsonCondition {
  const reader = createReader(text);
  const condition = readAny(reader);
  return reader.done ? condition : reader.fail();
}

function createReader(text: string): Reader {
  let rest = text.trimStart();
  return {
    take(pattern) {
      const match = pattern.exec(rest);
      if (!match) return undefined;
      rest = rest.slice(match[0].length).trimStart();
      return match;
    },
    fail() {
      throw invalidPattern(rest === '' ? 'Unexpected end' : `Unexpected '${rest.trimEnd()}'`);
    },
    get done() {
      return rest === '';
    },
  };
}

function readAny(reader: Reader): JsonCondition {
  const of = [readAll(reader)];
  while (reader.take(/^\|\|/)) of.push(readAll(reader));
  return { kind: 'any', of };
}

/** `&&` binds more closely than `||`. */
function readAll(reader: Reader): JsonCondition {
  const of = [readOne(reader)];
  while (reader.take(/^&&/)) of.push(readOne(reader));
  return { kind: 'all', of };
}

function readOne(reader: Reader): JsonCondition {
  if (reader.take(/^\(/)) {
    const inner = readAny(reader);
    return reader.take(/^\)/) ? inner : reader.fail();
  }
  const selector = readSelector(reader);
  if (reader.take(/^NOT\s+EXISTS\b/i)) return { kind: 'missing', selector };
  const is = reader.take(/^IS\s+(NULL|TRUE|FALSE)\b/i)?.[1]?.toLowerCase();
  if (is !== undefined) return { kind: 'is', selector, value: is === 'null' ? null : is === 'true' };
  const comparison = reader.take(/^(?:[<>]=?|!?=)/)?.[0] ?? reader.fail();
  return readValue(reader, selector, comparison as Comparison);
}

function readSelector(reader: Reader): Selector {
  const text =
    reader.take(/^\$(?:\.[\w-]+|\[(?:\d+|\*|"[^"]+"|'[^']+')\]|\.\["[^"]+"\])+/)?.[0] ?? reader.fail();
  return [...text.matchAll(/\.([\w-]+)|\[(?:(\d+)|(\*)|["']([^"']+)["'])\]/g)].map(
    ([, member, index, every, quoted]) =>
      index === undefined ? (member ?? every ?? quoted ?? '') : Number(index),
  );
}

function readValue(reader: Reader, selector: Selector, comparison: Comparison): JsonCondition {
  const number = reader.take(/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?(?![\w*.])/i)?.[0];
  if (number !== undefined) return { kind: 'number', selector, comparison, value: Number(number) };
  if (comparison !== '=' && comparison !== '!=') return reader.fail();
  const regex = reader.take(/^%([^%]+)%/)?.[1];
  if (regex !== undefined) return { kind: 'text', selector, comparison, value: patternRegex(regex) };
  const quoted = reader.take(/^"((?:\\.|[^"\\])*)"/)?.[1]?.replace(/\\(.)/gu, '$1');
  const value = quoted ?? reader.take(/^[\w*.-]+/)?.[0] ?? reader.fail();
  return { kind: 'text', selector, comparison, value: wildcard(value) };
}

/** `*` stands for any characters. */
function wildcard(text: string): RegExp {
  const parts = text.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}
