import { describe, expect, it } from 'vitest';
import { parseAliasNote, rememberBefore, rolledBackFrom } from '../../src/domain/alias-note.js';

describe('an alias note', () => {
  it.each([
    ['', 'lading: before this, version 12'],
    ['lading: before this, version 7', 'lading: before this, version 12'],
    ['the one that counts', 'the one that counts [lading: before this, version 12]'],
    [
      'the one that counts [lading: before this, version 7]',
      'the one that counts [lading: before this, version 12]',
    ],
    ['mine [lading: shift 3 to 4, linear:10%/1m]', 'mine [lading: before this, version 12]'],
  ])('"%s" becomes "%s"', (before, after) => {
    expect(rememberBefore(before, '12')).toBe(after);
    expect(parseAliasNote(after)).toBe('12');
  });

  it('is left out where the words of somebody else leave no room', () => {
    const theirs = 'x'.repeat(256);
    expect(rememberBefore(theirs, '12')).toBe(theirs);
  });

  it.each(['production traffic', '', '[lading: before this, version 3] or so'])(
    'is not read in "%s"',
    (text) => {
      expect(parseAliasNote(text)).toBeUndefined();
    },
  );
});

it.each([
  ['2', rememberBefore('', '3'), '3'],
  ['2', rememberBefore('theirs', '3'), '3'],
  ['3', rememberBefore('', '2'), undefined],
  ['3', '', undefined],
])('version %s with "%s" was rolled back from %s', (version, description, from) => {
  expect(rolledBackFrom({ version, description })).toBe(from);
});
