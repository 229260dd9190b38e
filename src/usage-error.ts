/** Turns what oclif says about wrong flags and arguments into our own error. */
import { AppError } from './errors/app-error.js';

/** Undefined for anything that is not about the command line. Looks at the shape: oclif's classes differ between copies. */
export function toUsageError(error: Error): AppError | undefined {
  const parse =
    'parse' in error ||
    error.constructor.name.startsWith('CLIParse') ||
    /^(NonExistentFlagsError|RequiredArgsError|FailedFlagValidationError|FailedFlagParseError|UnexpectedArgsError|ArgInvalidOptionError|FlagInvalidOptionError)$/.test(
      error.constructor.name,
    );
  if (!parse) return undefined;
  const message = error.message
    .replace(/\s*See more help with --help\s*$/, '')
    .replace(/\s*\n\s*/g, ' ')
    .trim();
  return new AppError({
    code: 'USAGE',
    message: `${message}.`.replace(/\.\.$/, '.'),
    suggestions: ['See --help.'],
  });
}
