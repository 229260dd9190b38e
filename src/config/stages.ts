/** `stages:` — settings that a stage has otherwise than the rest of the file. */
import { AppError } from '../errors/app-error.js';
import type { ConfigDocument } from './config-document.js';
import { isRecord } from './is-record.js';
import { nearest } from './nearest.js';
import { type SettingPath, valueAt } from './setting-path.js';

/** What a stage may have otherwise; the rest is the same for all of them. */
export const stageSections = ['region', 'repository', 'image', 'functions'] as const;

export const stageName = /^[a-zA-Z0-9][a-zA-Z0-9_-]{0,63}$/;

type Settings = Readonly<Record<string, unknown>>;

/** The file as one stage sees it. */
export interface StagedSettings {
  readonly data: unknown;
  /** Where a setting stands in the file: below `stages.NAME` when the stage has it. */
  readonly place: (path: SettingPath) => SettingPath;
}

/** The names under `stages:`, in their order. */
export function stagesOf(data: unknown): string[] {
  const stages = isRecord(data) ? data.stages : undefined;
  return isRecord(stages) ? Object.keys(stages) : [];
}

/**
 * The base settings with those of the stage laid over them: settings are merged name by name, lists and single values replaced.
 * Without a stage the base settings alone. @throws USAGE for a stage that the file does not have
 */
export function settingsOfStage({ data, file }: ConfigDocument, stage: string | undefined): StagedSettings {
  if (!isRecord(data)) return { data, place: (path) => path };
  const { stages: all, ...base } = data;
  const known = stagesOf(data);
  if (stage === undefined || all === undefined) return { data: base, place: (path) => path };
  if (!known.includes(stage)) throw unknownStage(stage, known, file);
  const own = sectionsOf(isRecord(all) ? all[stage] : undefined);
  return { data: merge(base, own), place: (path) => placeOf(path, stage, own, base) };
}

/** Anything else in a stage is an error of the stage, not a setting. */
function sectionsOf(stage: unknown): Settings {
  if (!isRecord(stage)) return {};
  const known = stageSections.filter((name) => Object.hasOwn(stage, name));
  return Object.fromEntries(known.map((name) => [name, stage[name]]));
}

function merge(base: Settings, own: Settings): Settings {
  const merged = Object.entries(own).map(([name, value]) => {
    const before = Object.hasOwn(base, name) ? base[name] : undefined;
    return [name, isRecord(before) && isRecord(value) ? merge(before, value) : value] as const;
  });
  return { ...base, ...Object.fromEntries(merged) };
}

/** For a setting that neither has: with the stage when it has what lies around it. */
function placeOf(path: SettingPath, stage: string, own: Settings, base: Settings): SettingPath {
  const inStage = ['stages', stage, ...path];
  if (valueAt(own, path) !== undefined) return inStage;
  if (path.length <= 1 || valueAt(base, path) !== undefined) return path;
  return valueAt(own, path.slice(0, -1)) === undefined ? path : inStage;
}

function unknownStage(stage: string, known: readonly string[], file: string): AppError {
  const meant = nearest(stage, known);
  return new AppError({
    code: 'USAGE',
    message: `${file} has no stage ${stage}; it has ${known.join(', ') || 'none'}.`,
    suggestions: [
      meant ? `Did you mean ${meant}?` : `Add ${stage} under stages: in ${file}, or name one that is there.`,
    ],
    details: { stage, known: [...known] },
  });
}
