/** Paths of settings: as text for people, and whether what lies there may be shown. */

export type SettingPath = readonly PropertyKey[];

/** `functions.resize.imageConfig.command[0]`. */
export function renderPath(path: SettingPath): string {
  return path
    .map((key, index) => {
      if (typeof key === 'number') return `[${key}]`;
      // A secret on the wrong side of a colon becomes a name: show a name only as far as it looks like one.
      const name = /^[$\w-]*/.exec(String(key))?.[0] ?? '';
      const shown = name === String(key) ? name : `${name}…`;
      return index === 0 ? shown : `.${shown}`;
    })
    .join('');
}

/** Environment variables and build arguments hold secrets more often than they should. */
export function isSecret(path: SettingPath): boolean {
  return (
    (path[0] === 'functions' && (path[2] === 'environment' || path.at(-1) === 'eventSourceToken')) ||
    (path[0] === 'image' && path[1] === 'args')
  );
}

/** The value for an error message, on one line; never that of a secret. */
export function renderValue(path: SettingPath, value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'settings';
  // A file that is one scalar may be anything at all, a pasted key included.
  if (isSecret(path) || path.length === 0) return `a ${typeof value} (not shown)`;
  const shown = JSON.stringify(value);
  return shown.length <= 80 ? shown : `${shown.slice(0, 79)}…`;
}

export function startsWith(path: SettingPath, start: SettingPath): boolean {
  return start.every((key, index) => path[index] === key);
}

/** What lies at the path; undefined when nothing does. */
export function valueAt(data: unknown, path: SettingPath): unknown {
  let value = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
