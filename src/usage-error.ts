/** Turns what is wrong with flags and arguments into our own error. */
import { AppError } from './errors/app-error.js';

/** What oclif says about the command line; undefined for any other error. Looks at the shape: oclif's classes differ between copies. */
export function toUsageError(error: Error): AppError | undefined {
  if (error instanceof AppError || !isCommandLineError(error)) return undefined;
  const message = error.message
    .replace(/\s*See more help with --help\s*$/, '')
    .replace(/^The following errors? occurred:\s*/, '')
    // It warns of flags that would take further words; ours do not, see `repeatable`.
    .replace(/\s*Note: --[\s\S]*$/, '')
    .replace(/^Parsing (--\S+)\s+/, '$1: ')
    .replace(/\s*\n\s*/g, ' ')
    .trim();
  return usageError(`${message}.`.replace(/\.\.$/, '.'));
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

function usageError(message: string): AppError {
  return new AppError({ code: 'USAGE', message, suggestions: ['See --help.'] });
}
