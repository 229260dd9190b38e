/** The recordings of real AWS answers. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = fileURLToPath(new URL('../../../../shared/aws-recordings/lambda.json', import.meta.url));

export const recordingsExist = existsSync(path);

export type Steps = Record<string, unknown>;

/** One recorded test: what AWS answered, step by step. */
export function readRecording(test: string): Steps {
  const all = JSON.parse(readFileSync(path, 'utf8')) as Record<string, { 'recorded-content': Steps }>;
  const steps = all[test]?.['recorded-content'];
  if (!steps) throw new Error(`no recording of ${test}`);
  return steps;
}
