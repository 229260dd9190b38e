/** Finds `${…}` placeholders, which would otherwise reach Lambda as literal text. */
import type { ConfigProblem } from './config-problem.js';
import { renderPath, type SettingPath } from './setting-path.js';

// `${HOME}` and `${name}` alone are left as text: programs read such templates themselves.
const shape = /\$\{(?:([a-z]+):|(stage|account)\})/;

/** A problem for each text in the data with a placeholder, with the path to look its line up. */
export function findPlaceholders(
  data: unknown,
  path: SettingPath = [],
): { path: SettingPath; problem: ConfigProblem }[] {
  if (typeof data === 'string') {
    const match = shape.exec(data);
    if (!match) return [];
    const shown = match[1] ? `\${${match[1]}:…}` : `\${${match[2]}}`;
    return [
      {
        path,
        problem: {
          path: renderPath(path),
          text: `holds ${shown}; placeholders are not supported by this version of lading`,
        },
      },
    ];
  }
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([key, value]) =>
    findPlaceholders(value, [...path, Array.isArray(data) ? Number(key) : key]),
  );
}
