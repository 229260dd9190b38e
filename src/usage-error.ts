/** Turns what is wrong with flags and arguments into our own error. */
import { AppError } from './errors/app-error.js';

/**
 * What oclif says about the command line; undefined for any other error. Looks at the shape: oclif's classes differ between copies.
 * `flagLike` names the flag that an unknown one is probably meant to be.
 */
export function toUsageError(
  error: Error,
  flagLike: (name: string) => string | undefined = () => undefined,
): AppError | undefined {
  if (error instanceof AppError || !isCommandLineError(error)) return undefined;
  const message = error.message
    .replace(/\s*See more help with --help\s*$/, '')
    .replace(/^The following errors? occurred:\s*/, '')
    // It warns of flags that would take further words; ours do not, see `repeatable`.
    .replace(/\s*Note: --[\s\S]*$/, '')
    .replace(/^Parsing (--\S+)\s+/, '$1: ')
    .replace(/\s*\n\s*/g, ' ')
    // Names and their descriptions, in columns.
    .replace(/(?<=\S) {2,}/g, ': ')
    .trim();
  return usageError(`${message}.`.replace(/\.\.$/, '.'), didYouMean(error, flagLike));
}

/** A suggestion a flag that is near to a known one. */
function didYouMean(error: Error, flagLike: (name: string) => string | undefined): string[] {
  const unknown = 'flags' in error && Array.isArray(error.flags) ? error.flags.map(String) : [];
  return unknown
    .filter((flag) => flag.startsWith('--'))
    .flatMap((flag) => {
      const meant = flagLike(flag.slice(2).replace(/=.*$/s, ''));
      return meant === undefined ? [] : [`Did you mean --${meant}?`];
    });
}

/**
 * Refuses `--plan=true`, which oclif reads as `--plan` and a word `true`: the name of a function.
 * @throws USAGE
 */
export function refuseSwitchValues(
  argv: readonly string[],
  flags: Readonly<Record<string, { readonly type: string }>>,
): void {
  const end = argv.indexOf('--');
  for (const word of end < 0 ? argv : argv.slice(0, end)) {
    const name = /^--(?:no-)?([^=]+)=/.exec(word)?.[1];
    if (name !== undefined && Object.hasOwn(flags, name) && flags[name]?.type === 'boolean')
      throw usageError(`Flag --${name} takes no value, and ${word} gives it one.`);
  }
}

/** oclif ends with 2 for everything that it finds wrong itself. */
function isCommandLineError(error: Error): boolean {
  return 'oclif' in error && (error.oclif as { exit?: unknown } | undefined)?.exit === 2;
}

function usageError(message: string, suggestions: readonly string[] = []): AppError {
  return new AppError({ code: 'USAGE', message, suggestions: [...suggestions, 'See --help.'] });
}
