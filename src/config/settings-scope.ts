/** Which settings of the file a command is going to use; placeholders in the others are not looked up. */
import { isRecord } from './is-record.js';
import { parseTemplate, placeholdersOf } from './placeholders/template.js';
import type { SettingPath } from './setting-path.js';

export interface SettingsScope {
  /** Functions named on the command line; none means all. */
  readonly names: readonly string[];
  /** Whether the image is going to be built. */
  readonly image: boolean;
  /** Settings of functions that count; missing means all. */
  readonly functionSettings?: readonly string[];
}

/** Everything that the file holds. */
export const wholeFile: SettingsScope = { names: [], image: true };

/** Whether the value there counts, in the settings of the stage chosen. */
export function isNeeded(path: SettingPath, data: unknown, scope: SettingsScope): boolean {
  const [section, key, setting] = path;
  if (section === '$schema') return false;
  if (section === 'image') return scope.image;
  if (section !== 'functions' || setting === undefined || setting === 'name') return true;
  const counts = scope.functionSettings?.includes(String(setting)) ?? true;
  return counts && isSelected(String(key), data, scope.names);
}

/** What is left out when something in it is not needed: a setting as a whole, as half of one could be wrong. */
export function wholeSetting(path: SettingPath): SettingPath {
  return path.slice(0, path[0] === 'functions' ? 3 : path[0] === 'image' ? 2 : 1);
}

/** A name of its own that has to be looked up may turn out to be the one that is meant. */
function isSelected(key: string, data: unknown, names: readonly string[]): boolean {
  if (names.length === 0 || names.includes(key)) return true;
  const functions = isRecord(data) ? data.functions : undefined;
  const own = isRecord(functions) && isRecord(functions[key]) ? functions[key].name : undefined;
  return typeof own === 'string' && (names.includes(own) || holdsPlaceholder(own));
}

function holdsPlaceholder(text: string): boolean {
  const parsed = parseTemplate(text);
  return parsed.ok && placeholdersOf(parsed.template).length > 0;
}
