import { describe, expect, it } from 'vitest';
import { parseAliasNote, rememberBefore } from '../../src/domain/alias-note.js';
import type { ObservedAlias } from '../../src/domain/function-state.js';
import { addShiftNote, halfShiftOf, withoutShiftNote } from '../../src/domain/shift-note.js';
import { parseShift } from '../../src/domain/shift-plan.js';

const linear = parseShift('linear:10%/1m');
const half = (changes: Partial<ObservedAlias> = {}): ObservedAlias => ({
  name: 'live',
  arn: 'arn:live',
  version: '3',
  description: addShiftNote('', '3', '4', linear),
  weights: { '4': 0.1 },
  revisionId: 'r',
  ...changes,
});

describe('the note of a shift', () => {
  it.each(['', 'somebody’s own words', rememberBefore('', '2')])(
    'stands behind "%s" and leaves no trace',
    (own) => {
      const noted = addShiftNote(own, '3', '4', linear);
      expect(noted).toContain('[lading: shift 3 to 4, linear:10%/1m]');
      expect(withoutShiftNote(noted)).toBe(own);
      expect(parseAliasNote(noted)).toBe(parseAliasNote(own));
      expect(addShiftNote(noted, '3', '4', linear)).toBe(noted);
    },
  );

  it('fits into a description of 256 characters', () => {
    const noted = addShiftNote('x'.repeat(256), '3', '4', linear);
    expect(noted).toHaveLength(256);
    expect(halfShiftOf(half({ description: noted }))).toBeDefined();
  });
});

describe('halfShiftOf', () => {
  it('finds what was killed', () => {
    expect(halfShiftOf(half())).toEqual({ alias: 'live', from: '3', to: '4', percent: 10, setting: linear });
  });

  it.each([
    ['nothing is split', { weights: {} }],
    ['somebody else splits it', { description: 'CodeDeploy' }],
    ['the note is about another version', { weights: { '5': 0.1 } }],
    ['the alias was moved since', { version: '9' }],
  ])('finds nothing when %s', (_why, changes) => {
    expect(halfShiftOf(half(changes))).toBeUndefined();
  });

  it('takes a shift that it cannot read as one at once', () => {
    const description = '[lading: shift 3 to 4, wave:10%/1m]';
    expect(halfShiftOf(half({ description }))?.setting).toEqual({ kind: 'all' });
  });
});
