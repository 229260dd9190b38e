/** The part of the file that a command is about: the settings of its stage, the texts to fill in, and what is wrong with them. */
import { AppError } from '../errors/app-error.js';
import type { ConfigDocument } from './config-document.js';
import { type ConfigProblem, configInvalid } from './config-problem.js';
import type { LocatedProblem } from './describe-issue.js';
import type { FailureLocator } from './placeholders/ask-sources.js';
import { type FoundText, findTexts } from './placeholders/find-texts.js';
import { misplacedPlaceholders } from './placeholders/misplaced.js';
import { originIn } from './placeholders/origin.js';
import type { FilledSettings } from './placeholders/put-in.js';
import { placeholdersOf } from './placeholders/template.js';
import type { ResolveOptions } from './resolve-settings.js';
import { schemaProblems } from './schema-problems.js';
import { renderPath, type SettingPath } from './setting-path.js';
import { isNeeded, wholeSetting } from './settings-scope.js';
import { stageProblems } from './stage-problems.js';
import { settingsOfStage, stagesOf } from './stages.js';
import { withoutPaths } from './without-paths.js';

export interface SettingsView {
  readonly data: unknown;
  /** Those that count, and hold placeholders. */
  readonly texts: readonly FoundText[];
  /** The settings without those that do not count and are not known. @throws CONFIG_INVALID, PLACEHOLDER_UNRESOLVED */
  check(filled: FilledSettings): unknown;
  /** Says in which setting a lookup was wanted that failed. */
  readonly locate: FailureLocator;
}

/** @throws USAGE for a stage that the file does not have, or that would change nothing */
export function createSettingsView(
  document: ConfigDocument,
  { stage, region, scope }: ResolveOptions,
): SettingsView {
  const { data, place } = settingsOfStage(document, stage);
  const found = findTexts(data);
  const counts = (path: SettingPath) =>
    isNeeded(path, data, scope) && (path[0] !== 'region' || region === undefined);
  const texts = found.texts.filter(({ path }) => counts(path));
  const unused = found.texts.filter(({ path }) => !counts(path)).map(({ path }) => wholeSetting(path));
  if (stage !== undefined) requireUse(stage, found.texts, document);
  const fixed = [...found.problems, ...misplacedPlaceholders(texts)];
  const lineOf = (path: SettingPath) => document.lineOf(place(path));
  return {
    data,
    texts,
    check(filled) {
      const known = withoutPaths(filled.data, unused);
      const wrong = [...fixed, ...filled.problems];
      const unknown = [...filled.waiting, ...wrong.map(({ path }) => path)];
      const problems = [...wrong, ...schemaProblems(known, unknown, originIn(texts))];
      const placed = problems.map((problem) => placedAt(problem, place(problem.path)));
      const all = [...placed, ...stageProblems(document, stage)];
      if (all.length > 0) throw configInvalid(document.file, withLines(all, document));
      return known;
    },
    locate: (error, askers) => located(error, askers, document.file, lineOf, place),
  };
}

/** Else `--stage prod` would deploy the very same as without it. */
function requireUse(stage: string, texts: readonly FoundText[], { data, file }: ConfigDocument): void {
  if (stagesOf(data).length > 0) return;
  const sources = texts.flatMap(({ template }) => placeholdersOf(template)).map(({ source }) => source);
  if (sources.includes('stage')) return;
  throw new AppError({
    code: 'USAGE',
    message: `${file} has neither stages: nor \${stage}, so --stage ${stage} would change nothing.`,
    suggestions: [`Add stages: { ${stage}: { … } } to ${file}, or leave out --stage.`],
    details: { stage },
  });
}

function placedAt({ problem }: LocatedProblem, path: SettingPath): LocatedProblem {
  return { path, problem: { ...problem, path: renderPath(path) } };
}

function withLines(located: readonly LocatedProblem[], { lineOf }: ConfigDocument): ConfigProblem[] {
  const problems = new Map<string, ConfigProblem>();
  for (const { path, problem } of located) {
    const key = `${problem.path} ${problem.text}`;
    if (!problems.has(key)) problems.set(key, { ...problem, line: lineOf(path) });
  }
  return [...problems.values()];
}

function located(
  error: unknown,
  askers: readonly FoundText[],
  file: string,
  lineOf: (path: SettingPath) => number,
  place: (path: SettingPath) => SettingPath,
): unknown {
  const [first] = askers;
  if (!(error instanceof AppError) || error.code === 'INTERRUPTED' || !first) return error;
  const others = askers.length > 1 ? ` and ${askers.length - 1} more` : '';
  return new AppError({
    code: error.code,
    message: `${file}:${lineOf(first.path)}: ${renderPath(place(first.path))}${others}: ${error.message}`,
    suggestions: error.suggestions,
    details: { ...error.details, settings: askers.map(({ path }) => renderPath(place(path))) },
    cause: error,
  });
}
