/** Makes suggested commands run as printed: they repeat the flags that say which file, stage, account and region are meant. */
import { stripVTControlCharacters } from 'node:util';
import { shellWord } from '../domain/shell-word.js';

/** Where a command was told to look. */
export interface Place {
  readonly config?: string | undefined;
  readonly stage?: string | undefined;
  readonly dotenv?: readonly string[] | undefined;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly local?: boolean | undefined;
}

export interface PlaceRepeater {
  /** Text for people: an error, a result, a line of progress. */
  text(text: string): string;
  /** The JSON face: every member `suggestions`, at whatever depth. */
  document(value: object): object;
}

/**
 * A command stands where a text says so: at its beginning, after a colon, `&&` or `, or`; it ends with the line, or before `&&`
 * or `, or`. Flags that it already has stay as they are. Those of the local region belong to a folder, and need none.
 */
const command =
  /(^|: | {2,}|&& |, or )((?:lading (?:build|check|deploy|destroy|history|invoke|logs|plan|promote|prune|push|rollback|run|status)|aws [a-z]+ [a-z-]+)(?: .*?)?)(?=, (?:or|then|and) | && |\.?$)/g;

export function createPlaceRepeater(place: Place): PlaceRepeater {
  const flags = flagsOf(place);
  if (flags.length === 0) return { text: (text) => text, document: (value) => value };
  const text = (from: string): string =>
    from.replace(command, (_, lead: string, found: string) => `${lead}${withFlags(found, flags)}`);
  const rendered = (from: string): string =>
    from
      .split('\n')
      .map((line) => (isMessage(line) ? line : text(line)))
      .join('\n');
  return { text: rendered, document: (value) => mapped(value, text) as object };
}

/** What an error says: `lading logs takes one function` is no command. */
function isMessage(line: string): boolean {
  return stripVTControlCharacters(line).startsWith('Error ');
}

/** A flag, and how it is written in a shell. */
type Flag = readonly [name: string, written: string];

function flagsOf({ config, stage, dotenv = [], region, profile, local }: Place): Flag[] {
  const valued = (name: string, value: string | undefined): Flag[] =>
    value === undefined ? [] : [[name, `${name} ${shellWord(value)}`]];
  const files = dotenv.map((file) => `--dotenv ${shellWord(file)}`).join(' ');
  return [
    ...valued('--config', config),
    ...valued('--stage', stage),
    ...(files === '' ? [] : [['--dotenv', files] as const]),
    ...valued('--region', region),
    ...valued('--profile', profile),
    ...(local ? [['--local', '--local'] as const] : []),
  ];
}

/** The AWS CLI knows two of them by the same names. */
function withFlags(found: string, flags: readonly Flag[]): string {
  const isLocal = flags.some(([name]) => name === '--local');
  const taken = found.startsWith('aws ')
    ? flags.filter(([name]) => !isLocal && (name === '--region' || name === '--profile'))
    : flags;
  const words = found.split(' ');
  const missing = taken.filter(
    ([name]) => !words.some((word) => word === name || word.startsWith(`${name}=`)),
  );
  return [found, ...missing.map(([, written]) => written)].join(' ');
}

/** What a function answered is not ours to change. */
function mapped(value: unknown, text: (from: string) => string): unknown {
  if (Array.isArray(value)) return value.map((each) => mapped(each, text));
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]: [string, unknown]) => {
      if (key === 'payload') return [key, member];
      if (key !== 'suggestions' || !Array.isArray(member)) return [key, mapped(member, text)];
      return [key, member.map((each: unknown) => (typeof each === 'string' ? text(each) : each))];
    }),
  );
}
