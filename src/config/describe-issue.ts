/** Turns what the schema found into problems that a person can act on. */
import type * as z from 'zod';
import type { ConfigProblem } from './config-problem.js';
import { knownSettings } from './known-settings.js';
import { nearest } from './nearest.js';
import { refusalOf, synonymOf } from './refused-settings.js';
import { renderPath, renderValue, type SettingPath, valueAt } from './setting-path.js';

export interface LocatedProblem {
  /** Of the setting itself, to look up its line. */
  readonly path: SettingPath;
  readonly problem: ConfigProblem;
}

/** What to call a value that is not in the file itself, and may not be shown; undefined for the others. */
export type OriginOf = (path: SettingPath) => string | undefined;

/** One issue is several problems when several unknown settings stand side by side. */
export function describeIssue(
  found: z.core.$ZodIssue,
  data: unknown,
  originOf: OriginOf = () => undefined,
): LocatedProblem[] {
  return meantIssues(found).flatMap((issue) => describeOne(issue, data, originOf));
}

/** Of "settings or false", what is wrong with the settings, when settings are what is there. */
function meantIssues(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const meant = issue.errors.filter((branch) =>
    branch.every(({ code, path }) => path.length > 0 || code === 'unrecognized_keys'),
  );
  const [only] = meant;
  if (!only || meant.length > 1) return [issue];
  return only.flatMap((inner) => meantIssues({ ...inner, path: [...issue.path, ...inner.path] }));
}

function describeOne(issue: z.core.$ZodIssue, data: unknown, originOf: OriginOf): LocatedProblem[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownSetting(issue.path, key));
  const path = renderPath(issue.path);
  const allowed = allowedBy(issue);
  if (issue.code === 'invalid_key')
    return [{ path: issue.path, problem: { path, text: `is not an allowed name; allowed: ${allowed}` } }];
  const value = valueAt(data, issue.path);
  const state =
    value === undefined ? 'is missing' : `is ${originOf(issue.path) ?? renderValue(issue.path, value)}`;
  return [{ path: issue.path, problem: { path, text: `${state}; allowed: ${allowed}` } }];
}

/** What the schema allows there, in its own words; a name that is not allowed carries them one level down. */
export function allowedBy(issue: z.core.$ZodIssue): string {
  return (issue.code === 'invalid_key' && issue.issues[0]?.message) || issue.message;
}

function unknownSetting(parent: SettingPath, key: string): LocatedProblem {
  const path = [...parent, key];
  const refusal = refusalOf(parent, key);
  if (refusal) return { path, problem: { path: renderPath(path), ...refusal } };
  const known = knownSettings(parent);
  const meant = knownSynonym(key, known) ?? nearest(key, known);
  const hint = meant ? `did you mean ${meant}?` : `known here: ${known.join(', ')}`;
  return { path, problem: { path: renderPath(path), text: `is not a known setting; ${hint}` } };
}

function knownSynonym(key: string, known: readonly string[]): string | undefined {
  const synonym = synonymOf(key);
  return known.includes(synonym?.split('.')[0] ?? '') ? synonym : undefined;
}
