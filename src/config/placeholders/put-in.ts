/** Puts what was answered into the settings. */
import { registerSecret } from '../../errors/redact.js';
import type { LocatedProblem } from '../describe-issue.js';
import { type FittingValue, fittingValue } from '../fitting-value.js';
import { isRecord } from '../is-record.js';
import { isSecret, renderPath, type SettingPath } from '../setting-path.js';
import type { Answers, NoAnswer } from './answer.js';
import { type EvaluatedText, evaluate } from './evaluate.js';
import type { FoundText } from './find-texts.js';
import { mayHoldSecret, readableSecret } from './secret-place.js';
import { type Placeholder, placeholdersOf } from './template.js';

export interface FilledSettings {
  /** A copy; texts that still wait for an answer, or got none, stand as they are in the file. */
  readonly data: unknown;
  readonly waiting: readonly SettingPath[];
  readonly problems: readonly LocatedProblem[];
}

/** Values that must not be seen are made known to the redaction before anything can be done with them. */
export function putIn(data: unknown, texts: readonly FoundText[], answers: Answers): FilledSettings {
  const values = new Map<string, FittingValue>();
  const waiting: SettingPath[] = [];
  const problems: LocatedProblem[] = [];
  for (const { path, template } of texts) {
    const result = evaluate(template, answers);
    if (result.kind === 'asks') waiting.push(path);
    else if (result.kind === 'failed') problems.push(unresolved(path, result.placeholder, result.answer));
    else if (result.secret && !mayHoldSecret(path))
      problems.push(readableSecret(path, placeholdersOf(template)));
    else values.set(keyOf(path), fittingValue(path, hidden(path, result)));
  }
  return { data: replaced(data, [], values), waiting, problems };
}

function hidden(path: SettingPath, { text, secret, sources }: EvaluatedText): string {
  // Parameters that are not encrypted are secrets all the same, more often than they should, where people put secrets.
  const remote = sources.includes('ssm') || sources.includes('secret');
  if (secret || (remote && isSecret(path))) registerSecret(text);
  return text;
}

function unresolved(path: SettingPath, { shown }: Placeholder, answer: NoAnswer): LocatedProblem {
  return {
    path,
    problem: {
      path: renderPath(path),
      text: `needs ${shown}, but ${answer.why}`,
      suggestion: answer.suggestion,
      code: 'PLACEHOLDER_UNRESOLVED',
    },
  };
}

function replaced(data: unknown, path: SettingPath, values: ReadonlyMap<string, FittingValue>): unknown {
  const value = values.get(keyOf(path));
  if (value !== undefined) return value;
  if (Array.isArray(data)) return data.map((item, index) => replaced(item, [...path, index], values));
  if (!isRecord(data)) return data;
  return Object.fromEntries(
    Object.entries(data).map(([name, item]) => [name, replaced(item, [...path, name], values)]),
  );
}

function keyOf(path: SettingPath): string {
  return JSON.stringify(path);
}
