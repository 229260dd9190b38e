/** Finds where a text stops being JSON; V8's own message names the place only sometimes. */

export interface JsonFault {
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 units as editors do. */
  readonly column: number;
  /** What stands there, a few characters; undefined at the end of the text. */
  readonly found?: string;
}

type Expected = 'value' | 'first value or ]' | 'first key or }' | 'key' | ':' | ', or end' | 'nothing';

const blank = /[ \t\n\r]*/y;
// Strings as runs between escapes, so that a long one costs no stack.
const plain = '[ !#-\\[\\]-\\uffff]*';
const scalar = new RegExp(
  [
    `"${plain}(?:\\\\(?:["\\\\/bfnrt]|u[0-9a-fA-F]{4})${plain})*"`,
    '-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?(?![\\w.])',
    '(?:true|false|null)(?!\\w)',
  ].join('|'),
  'y',
);
const shownCharacters = 12;

/** Undefined for a text that is JSON (RFC 8259). */
export function jsonFault(text: string): JsonFault | undefined {
  const closers: string[] = [];
  let expected: Expected = 'value';
  let at = 0;
  for (;;) {
    at = skip(blank, text, at);
    if (at >= text.length) return expected === 'nothing' ? undefined : placeOf(text, at);
    const next = step(text, at, expected, closers);
    if (!next) return placeOf(text, at);
    [at, expected] = next;
  }
}

/** The place after what stands there and what must follow it; undefined where it may not stand. */
function step(
  text: string,
  at: number,
  expected: Expected,
  closers: string[],
): [number, Expected] | undefined {
  const character = text[at] ?? '';
  const after = (): Expected => (closers.length === 0 ? 'nothing' : ', or end');
  if (expected === ':') return character === ':' ? [at + 1, 'value'] : undefined;
  if (expected === ', or end' && character === ',') return [at + 1, closers.at(-1) === '}' ? 'key' : 'value'];
  const mayEnd = expected === ', or end' || expected.startsWith('first');
  if (mayEnd && character === closers.at(-1)) {
    closers.pop();
    return [at + 1, after()];
  }
  if (expected === ', or end' || expected === 'nothing') return undefined;
  const end = skip(scalar, text, at);
  if (expected === 'key' || expected === 'first key or }')
    return character === '"' && end > at ? [end, ':'] : undefined;
  if (end > at) return [end, after()];
  if (character !== '{' && character !== '[') return undefined;
  closers.push(character === '{' ? '}' : ']');
  return [at + 1, character === '{' ? 'first key or }' : 'first value or ]'];
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(text)?.[0].length ?? 0);
}

function placeOf(text: string, at: number): JsonFault {
  const before = text.slice(0, at).split('\n');
  const found = text.slice(at, at + shownCharacters).split('\n')[0] ?? '';
  return {
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
    ...(at < text.length && { found }),
  };
}
