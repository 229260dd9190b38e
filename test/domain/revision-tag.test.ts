import { expect, it } from 'vitest';
import { revisionOfTags, revisionTag } from '../../src/domain/revision-tag.js';

const sha = '0a1b2c3d4e5f60718293a4b5c6d7e8f901234567';

it('is read as it was written', () => {
  expect(revisionTag(sha)).toBe('git-0a1b2c3d4e5f');
  expect(revisionOfTags(['v1', revisionTag(sha)])).toBe('0a1b2c3d4e5f');
});

it.each([
  [[], undefined],
  [['v1', 'git-', 'git-xyz', 'digit-0a1b2c3d', 'git-0a1b2c3d4e5f-dirty', 'GIT-0a1b2c3d4e5f'], undefined],
  [[`git-${sha}`], sha],
  [['git-0a1b2c3'], '0a1b2c3'],
  [['git-0a1b2c3', 'git-1111111'], undefined],
  [['git-0a1b2c3', 'git-0a1b2c3'], '0a1b2c3'],
])('%j names %s', (tags, expected) => {
  expect(revisionOfTags(tags)).toBe(expected);
});
