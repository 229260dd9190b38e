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

/** A refusal as AWS sent it, its text once. */
export interface RecordedRefusal {
  readonly name: string;
  readonly message: string;
  readonly status: number;
}

export function recordedRefusals(): RecordedRefusal[] {
  const found = new Map<string, RecordedRefusal>();
  collectRefusals(JSON.parse(readFileSync(path, 'utf8')), found);
  return [...found.values()];
}

function collectRefusals(value: unknown, found: Map<string, RecordedRefusal>): void {
  if (typeof value !== 'object' || value === null) return;
  const { Error: error, ResponseMetadata: metadata } = value as {
    Error?: { Code?: string; Message?: string };
    ResponseMetadata?: { HTTPStatusCode?: number };
  };
  if (error?.Code && error.Message) {
    const { Code: name, Message: message } = error;
    found.set(`${name}: ${message}`, { name, message, status: metadata?.HTTPStatusCode ?? 400 });
  }
  for (const member of Object.values(value)) collectRefusals(member, found);
}
