import { expect, it } from 'vitest';
import { quote } from '../../../src/domain/probe/quote.js';
import { registerSecret } from '../../../src/errors/redact.js';

it.each([
  ['clears and titles', '\u001b[2J\u001b]0;owned\u0007\u001b[31mred\u001b[0m', 'red'],
  ['single control characters', 'a\u0000b\u0008c\u007fd\u0085e', 'abcde'],
  ['marks that turn the direction of writing', 'user\u202e\u2066admin\u2069', 'useradmin'],
])('leaves out %s', (_, text, expected) => {
  expect(quote(text)).toBe(expected);
});

it('leaves tabs, line ends and the letters of all languages', () => {
  expect(quote('one\r\ntwo\rthree')).toBe('one\ntwo\nthree');
  expect(quote('\tat größe\nпуть 道 👍')).toBe('\tat größe\nпуть 道 👍');
});

it('keeps secrets, also those that were written with colours in between', () => {
  registerSecret('quoted-secret-1');
  expect(quote('with quoted-\u001b[31msecret-1')).toBe('with [redacted]');
});
