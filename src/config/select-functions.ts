/** Which functions of the file a command is about. */
import { AppError } from '../errors/app-error.js';
import type { ConfigFile } from './config-file.js';
import { nearest } from './nearest.js';

type Entry = readonly [key: string, settings: ConfigFile['functions'][string]];

/**
 * The entries of `functions:` that the names mean, in the order of the file; all of them when there are no names.
 * A name is the one in the file, or the function's own.
 * @throws USAGE naming what is not there and what is.
 */
export function selectFunctions(
  functions: ConfigFile['functions'],
  names: readonly string[],
  file: string,
): Entry[] {
  const entries = Object.entries(functions);
  if (names.length === 0) return entries;
  const wanted = new Set(names.map((name) => keyOf(entries, name, file)));
  return entries.filter(([key]) => wanted.has(key));
}

function keyOf(entries: readonly Entry[], name: string, file: string): string {
  const found =
    entries.find(([key]) => key === name) ?? entries.find(([, settings]) => settings.name === name);
  if (found) return found[0];
  const known = entries.map(([key]) => key);
  const meant = nearest(name, known);
  throw new AppError({
    code: 'USAGE',
    message: `${file} has no function ${name}; it has ${known.join(', ')}.`,
    suggestions: [
      meant
        ? `Did you mean ${meant}?`
        : `Add ${name} under functions: in ${file}, or name one that is there.`,
    ],
    details: { function: name, known },
  });
}
