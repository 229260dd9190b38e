import { expect, test } from 'vitest';
import { isLineWithin } from '../../../src/domain/invocation/log-level.js';

test.each([
  ['{"level":"debug","msg":"m"}', 'INFO', false],
  ['{"level":"debug","msg":"m"}', 'DEBUG', true],
  ['{"level":"ERROR"}', 'WARN', true],
  ['{"level":"info"}', 'WARN', false],
  // What has no level, or none that there is, counts as INFO.
  ['{"msg":"m"}', 'INFO', true],
  ['{"msg":"m"}', 'ERROR', false],
  ['{"level":"loud"}', 'WARN', false],
  ['{"level":30}', 'WARN', false],
  // Texts have no level.
  ['{ not JSON', 'FATAL', true],
  ['plain', 'FATAL', true],
  ['["a"]', 'FATAL', true],
])('%s where %s is set: %s', (line, level, logged) => {
  expect(isLineWithin(line, level)).toBe(logged);
});
