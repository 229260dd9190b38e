/** Which tags may move. */
import { expect, it } from 'vitest';
import { isTagImmutable } from '../../../src/region/ecr/tag-mutability.js';

it.each([
  ['MUTABLE', [], 'v1', false],
  ['IMMUTABLE', [], 'v1', true],
  ['IMMUTABLE_WITH_EXCLUSION', ['latest'], 'latest', false],
  ['IMMUTABLE_WITH_EXCLUSION', ['latest'], 'latest-1', true],
  ['IMMUTABLE_WITH_EXCLUSION', ['latest*'], 'latest-1', false],
  ['IMMUTABLE_WITH_EXCLUSION', ['*'], 'anything', false],
  ['IMMUTABLE_WITH_EXCLUSION', ['v1.0'], 'v1x0', true],
  ['IMMUTABLE_WITH_EXCLUSION', ['a*c*e'], 'abcde', false],
  ['IMMUTABLE_WITH_EXCLUSION', ['x', 'y*'], 'yes', false],
  ['MUTABLE_WITH_EXCLUSION', ['v*'], 'v1', true],
  ['MUTABLE_WITH_EXCLUSION', ['v*'], 'main', false],
] as const)('%s with %j: %s is immutable: %s', (tagMutability, mutabilityExclusions, tag, immutable) => {
  expect(isTagImmutable({ tagMutability, mutabilityExclusions }, tag)).toBe(immutable);
});
