import { describe, expect, it } from 'vitest';
import { brokenPattern, mismatches } from '../../src/domain/expectation.js';

describe('mismatches', () => {
  it.each([
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ body: { ok: true } }, { body: '{"ok":true}' }],
    [{ items: [{ id: 1 }, 2] }, { items: [{ id: 1, x: 0 }, 2] }],
    ['/^v\\d+$/', 'v12'],
    [{ n: '/^4\\d\\d$/' }, { n: 404 }],
    [null, null],
    [[], []],
    ['/', '/'],
  ])('%j takes %j', (expected, actual) => {
    expect(mismatches(expected, actual)).toEqual([]);
  });

  it.each([
    [{ a: 1 }, { a: 2 }, '$.a'],
    [{ a: 1 }, {}, '$.a'],
    [{ a: { b: 1 } }, { a: 'text' }, '$.a'],
    [{ toString: 'x' }, {}, '$.toString'],
    [[1], [1, 2], '$'],
    [[1, 2], [1, 3], '$[1]'],
    ['/^v$/', 'w', '$'],
    ['/x/', undefined, '$'],
    [null, 0, '$'],
    [1, '1', '$'],
  ])('%j does not take %j', (expected, actual, path) => {
    expect(mismatches(expected, actual).map((found) => found.path)).toEqual([path]);
  });
});

it('a text that is written as a regular expression has to be one', () => {
  expect(brokenPattern({ a: ['/[/'] })).toBe('/[/');
  expect(brokenPattern({ a: ['/ok/', '[', null, 3] })).toBeUndefined();
});
