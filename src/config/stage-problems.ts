/** What is wrong in `stages:`, in the stages that are not chosen too: else a typing error would wait for its day. */
import type { ConfigDocument } from './config-document.js';
import type { LocatedProblem } from './describe-issue.js';
import { isRecord } from './is-record.js';
import { nearest } from './nearest.js';
import { findTexts } from './placeholders/find-texts.js';
import { schemaProblems } from './schema-problems.js';
import { renderPath, type SettingPath } from './setting-path.js';
import { settingsOfStage, stageName, stageSections, stagesOf } from './stages.js';

type Settings = Readonly<Record<string, unknown>>;

/** The settings of the chosen stage are judged elsewhere, with their placeholders filled in. */
export function stageProblems(document: ConfigDocument, chosen: string | undefined): LocatedProblem[] {
  const shape = shapeProblems(document.data);
  if (shape.length > 0) return shape;
  const others = stagesOf(document.data).filter((name) => name !== chosen);
  return others.flatMap((name) => problemsOf(document, name));
}

function problemsOf(document: ConfigDocument, name: string): LocatedProblem[] {
  const { data, place } = settingsOfStage(document, name);
  const { texts, problems } = findTexts(data);
  const unknown = [...texts, ...problems].map(({ path }) => path);
  return [...problems, ...schemaProblems(data, unknown)]
    .map(({ path, problem }) => ({ path: place(path), problem }))
    .filter(({ path }) => path[0] === 'stages')
    .map(({ path, problem }) => ({ path, problem: { ...problem, path: renderPath(path) } }));
}

function shapeProblems(data: unknown): LocatedProblem[] {
  const stages = isRecord(data) ? data.stages : undefined;
  if (stages === undefined) return [];
  if (!isRecord(stages)) return [wrong(['stages'], 'must hold settings by the names of stages')];
  return Object.entries(stages).flatMap(([name, own]) => {
    const path = ['stages', name];
    if (!stageName.test(name))
      return [wrong(path, 'is not an allowed name; allowed: up to 64 letters, digits, - or _')];
    if (own === null) return [];
    if (!isRecord(own)) return [wrong(path, 'must hold settings, one "name: value" a line')];
    return [...unknownSections(path, own), ...unknownFunctions(path, own, data)];
  });
}

function unknownSections(path: SettingPath, own: Settings): LocatedProblem[] {
  const names = Object.keys(own).filter((name) => !stageSections.some((section) => section === name));
  return names.map((name) => {
    const meant = nearest(name, stageSections);
    const hint = meant ? `did you mean ${meant}?` : `a stage may have ${stageSections.join(', ')}`;
    return wrong([...path, name], `is not a setting of a stage; ${hint}`);
  });
}

/** A misspelt name would make a second function without anybody noticing. */
function unknownFunctions(path: SettingPath, own: Settings, data: unknown): LocatedProblem[] {
  const known = isRecord(data) && isRecord(data.functions) ? Object.keys(data.functions) : [];
  const named = isRecord(own.functions) ? Object.keys(own.functions) : [];
  return named
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = nearest(name, known);
      const hint = meant ? `did you mean ${meant}?` : `it has ${known.join(', ')}`;
      return wrong([...path, 'functions', name], `is not a function of this file; ${hint}`);
    });
}

function wrong(path: SettingPath, text: string): LocatedProblem {
  return { path, problem: { path: renderPath(path), text } };
}
