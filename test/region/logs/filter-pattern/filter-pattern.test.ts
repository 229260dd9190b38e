/** Which messages a filter pattern of CloudWatch Logs finds. */
import { describe, expect, it } from 'vitest';
import { parseFilterPattern } from '../../../../src/region/logs/filter-pattern/filter-pattern.js';

const finds = (pattern: string, messages: readonly string[]): string[] =>
  messages.filter(parseFilterPattern(pattern));

describe('terms', () => {
  const messages = [
    '[ERROR 400] BAD REQUEST',
    '[ERROR 419] MISSING ARGUMENTS',
    'ERRORS: none',
    'WARN a-b "q"\n',
  ];

  it.each<[string, number[]]>([
    ['', [0, 1, 2, 3]],
    ['  ', [0, 1, 2, 3]],
    ['ERROR', [0, 1]],
    ['error', []],
    ['ERROR ARGUMENTS', [1]],
    ['?BAD ?WARN', [0, 3]],
    ['ERROR -BAD', [1]],
    ['-ERROR', [2, 3]],
    // Beside others, terms that are one of several do not count.
    ['ERROR ?nowhere', [0, 1]],
    ['"ERROR 4"', [0, 1]],
    ['-"BAD REQUEST"', [1, 2, 3]],
    ['?"a-b" ?"none"', [2, 3]],
    ['"\\"q\\""', [3]],
    ['%ERROR 4[01]%', [0, 1]],
    ['%^WARN%', [3]],
  ])('%j', (pattern, found) => {
    expect(finds(pattern, messages)).toEqual(found.map((index) => messages[index]));
  });
});

describe('JSON selectors', () => {
  const messages = [
    '{"level":"error","ms":120,"user":{"id":1,"e-mail":"John.Stiles@example.com"},"tags":["a","b"],"gone":null,"ok":false}',
    '{"level":"info","ms":12.5,"user":{"id":2},"tags":[],"ok":true,"a.b":"x"}\n',
    'level=error ms=120',
    '{"level":"error"',
  ];

  it.each<[string, number[]]>([
    ['{ $.level = "error" }', [0]],
    ['{ $.level = error }', [0]],
    ['{ $.level = "e*r" }', [0]],
    ['{ $.level = * }', [0, 1]],
    ['{ $.level != "error" }', [1]],
    ['{ $.level = %^in% }', [1]],
    ['{ $.ms > 100 }', [0]],
    ['{ $.ms <= 12.5 }', [1]],
    ['{ $.ms = 1.2e2 }', [0]],
    ['{ $.ms != 120 }', [1]],
    ['{ $.user.id = 1 && $.tags[1] = "b" }', [0]],
    ['{ $.user.e-mail = "*@example.com" }', [0]],
    ['{ $.tags[*] = a }', [0]],
    ['{ $.["a.b"] = x }', [1]],
    ["{ $['a.b'] = x }", [1]],
    ['{ $.gone IS NULL }', [0]],
    ['{ $.ok IS TRUE }', [1]],
    ['{ $.ok IS FALSE }', [0]],
    ['{ $.gone NOT EXISTS }', [1]],
    ['{ $.nowhere != 1 }', []],
    ['{ $.ms > 100 && $.level = info || $.user.id = 2 }', [1]],
    ['{ $.level = info && ($.ms > 100 || $.user.id = 2) }', [1]],
    ['{$.level="error"&&$.ms>=120}', [0]],
  ])('%s', (pattern, found) => {
    expect(finds(pattern, messages)).toEqual(found.map((index) => messages[index]));
  });
});

it.each([
  ['email@domain.com', "Invalid filter pattern: Invalid character(s) in term 'email@domain.com'"],
  ['""', 'Invalid filter pattern: Invalid character(s) in term \'""\''],
  ['"open', "Invalid filter pattern: Invalid character(s) in term '\"open'"],
  ['{ $.a = 1', "Invalid filter pattern: If a filter pattern starts with '{' it must end with '}'"],
  ['{ $.a = 1 && }', 'Invalid filter pattern: Unexpected end'],
  ['{ $.a < "x" }', `Invalid filter pattern: Unexpected '"x"'`],
  ['{ $.a = 1) }', "Invalid filter pattern: Unexpected ')'"],
  ['{ a = 1 }', "Invalid filter pattern: Unexpected 'a = 1'"],
  ['[ip, user]', 'Invalid filter pattern: This region does not know space-delimited patterns ([…])'],
])('%s is refused', (pattern, message) => {
  expect(() => parseFilterPattern(pattern)).toThrow(
    expect.objectContaining({ code: 'InvalidParameterException', message }),
  );
});
