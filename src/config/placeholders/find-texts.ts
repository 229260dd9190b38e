/** Finds every text of the settings that has placeholders, or an escaped one. */
import type { LocatedProblem } from '../describe-issue.js';
import { isRecord } from '../is-record.js';
import { renderPath, type SettingPath } from '../setting-path.js';
import { parseTemplate, type Template } from './template.js';

export interface FoundText {
  readonly path: SettingPath;
  readonly template: Template;
}

export interface FoundTexts {
  readonly texts: readonly FoundText[];
  /** Placeholders that are malformed or stand where none can. */
  readonly problems: readonly LocatedProblem[];
}

export function findTexts(data: unknown, path: SettingPath = []): FoundTexts {
  if (typeof data === 'string') return findInText(data, path);
  const children: FoundTexts[] = Array.isArray(data)
    ? data.map((item, index) => findTexts(item, [...path, index]))
    : isRecord(data)
      ? Object.entries(data).map(([name, value]) => findBelow(name, value, path))
      : [];
  return {
    texts: children.flatMap(({ texts }) => texts),
    problems: children.flatMap(({ problems }) => problems),
  };
}

function findBelow(name: string, value: unknown, parent: SettingPath): FoundTexts {
  const path = [...parent, name];
  const below = findTexts(value, path);
  const inName = findInText(name, path);
  if (inName.texts.length === 0 && inName.problems.length === 0) return below;
  const problem = {
    path,
    problem: { path: renderPath(path), text: 'has a placeholder in its name; they are for values only' },
  };
  return { texts: below.texts, problems: [problem, ...below.problems] };
}

function findInText(text: string, path: SettingPath): FoundTexts {
  const parsed = parseTemplate(text);
  if (!parsed.ok) {
    const problem = { path: renderPath(path), text: parsed.problem, suggestion };
    return { texts: [], problems: [{ path, problem }] };
  }
  const { template } = parsed;
  // Unchanged by taking it apart and putting it together again: there is nothing to do.
  const plain = template.every((part) => typeof part === 'string') && template.join('') === text;
  return { texts: plain ? [] : [{ path, template }], problems: [] };
}

const suggestion = 'See "Placeholders" in docs/configuration.md; write $${ for a literal ${.';
