import { expect, test } from 'vitest';
import { billedDuration } from '../../../src/domain/invocation/billed-duration.js';

test.each([
  [0.4, undefined, 1],
  [2.0, undefined, 2],
  [2.01, undefined, 3],
  // Of real REPORT lines.
  [84.77, 549.71, 635],
  [3000, 402.04, 3403],
  [376256.59, undefined, 376257],
  // The sum of these floats is 0.30000000000000004; a hundred and noise is still a hundred.
  [0.1, 0.2, 1],
  [100.00000001, undefined, 100],
])('%f ms with an init of %s are billed as %i', (duration, init, billed) => {
  expect(billedDuration(duration, init)).toBe(billed);
});
