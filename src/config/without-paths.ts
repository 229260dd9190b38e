/** Takes settings out. */
import { isRecord } from './is-record.js';
import type { SettingPath } from './setting-path.js';

/** A copy of the data without what lies at the paths. */
export function withoutPaths(data: unknown, paths: readonly SettingPath[]): unknown {
  if (paths.length === 0 || !isRecord(data)) return data;
  const gone = new Set(paths.filter(({ length }) => length === 1).map(([name]) => String(name)));
  const kept = Object.entries(data).filter(([name]) => !gone.has(name));
  return Object.fromEntries(
    kept.map(([name, value]) => {
      const below = paths.filter((path) => path.length > 1 && String(path[0]) === name);
      return [
        name,
        withoutPaths(
          value,
          below.map((path) => path.slice(1)),
        ),
      ];
    }),
  );
}
