/** Makes of a text what its setting wants: placeholders give text, and some settings are numbers, switches or lists. */
import { typesAt } from './known-settings.js';
import type { SettingPath } from './setting-path.js';

export type FittingValue = string | number | boolean | readonly string[];

/**
 * The text itself where the setting takes text. Else the number, `true` or `false` that it spells; where a list is wanted, its
 * parts between commas. What fits nothing stays text, which the validation then refuses.
 */
export function fittingValue(path: SettingPath, text: string): FittingValue {
  const types = typesAt(path);
  if (types.has('string')) return text;
  if ((types.has('integer') || types.has('number')) && /^-?\d+(?:\.\d+)?$/.test(text)) return Number(text);
  if (types.has('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  if (types.has('array'))
    return text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  return text;
}
