import { describe, expect, it } from 'vitest';
import { parseTag } from '../../src/domain/image-reference.js';
import { tagMayMove } from '../../src/domain/tag-mutability.js';

describe('tagMayMove', () => {
  it.each<[string, string, string[], string, boolean]>([
    ['mutable', 'MUTABLE', [], 'v1', true],
    ['mutable, filters that count only with exclusions', 'MUTABLE', ['v*'], 'v1', true],
    ['immutable', 'IMMUTABLE', [], 'v1', false],
    ['immutable, filters that count only with exclusions', 'IMMUTABLE', ['v*'], 'v1', false],
    ['immutable but this one', 'IMMUTABLE_WITH_EXCLUSION', ['latest*'], 'latest', true],
    ['immutable but one that starts like it', 'IMMUTABLE_WITH_EXCLUSION', ['latest*'], 'latest-2', true],
    ['immutable and not excluded', 'IMMUTABLE_WITH_EXCLUSION', ['latest*'], 'not-latest', false],
    ['immutable but one of several', 'IMMUTABLE_WITH_EXCLUSION', ['dev-*', 'latest'], 'latest', true],
    ['immutable, no filter', 'IMMUTABLE_WITH_EXCLUSION', [], 'v1', false],
    ['mutable but this one', 'MUTABLE_WITH_EXCLUSION', ['release-*'], 'release-1', false],
    ['mutable and not excluded', 'MUTABLE_WITH_EXCLUSION', ['release-*'], 'v1', true],
    ['a star in the middle', 'IMMUTABLE_WITH_EXCLUSION', ['a*z'], 'abcz', true],
    ['a star for nothing', 'IMMUTABLE_WITH_EXCLUSION', ['a*z'], 'az', true],
    ['a dot that is a dot', 'IMMUTABLE_WITH_EXCLUSION', ['v1.0'], 'v1x0', false],
    ['a filter matches the whole tag', 'IMMUTABLE_WITH_EXCLUSION', ['v1'], 'v10', false],
  ])('%s', (_what, mutability, exclusions, tag, expected) => {
    expect(tagMayMove(parseTag(tag), mutability, exclusions)).toBe(expected);
  });
});
