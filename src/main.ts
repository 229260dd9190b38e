/** Runs one command line through oclif; `bin/run.js` comes here with everything that it does not answer itself. */
import { Config, flush, run, settings } from '@oclif/core';
import { nearest } from './config/nearest.js';
import { AppError, toAppError } from './errors/app-error.js';
import { createPaint } from './ui/paint.js';
import { renderError } from './ui/render-error.js';

/**
 * Sets the exit code; never throws. Commands answer for their own failures, in text and in JSON: what arrives here is a
 * command that does not exist, or a bug.
 */
export async function start(argv: readonly string[], root: string): Promise<void> {
  // Else oclif looks for TypeScript sources wherever NODE_ENV says development or test.
  settings.enableAutoTranspile = false;
  const unread = whenUnread([process.stdout, process.stderr]);
  try {
    await run([...argv], root);
    await Promise.race([flush(), unread]);
  } catch (error) {
    if (isExit(error)) process.exitCode = error.oclif.exit;
    else report((await unknownCommand(error, root)) ?? toAppError(error), argv);
  }
}

/**
 * Resolves when the reader of a stream has gone away (`| head`). That ends nothing: a deploy is not to stop half-way because
 * nobody looks at its progress any more, nor is its exit code to be another.
 */
function whenUnread(streams: readonly NodeJS.WriteStream[]): Promise<void> {
  return new Promise((resolve) => {
    for (const stream of streams) {
      stream.on('error', (error: NodeJS.ErrnoException) => {
        // EIO: the terminal was closed.
        if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
        resolve();
      });
    }
  });
}

/** `this.exit()` of a command travels as an error. */
function isExit(error: unknown): error is { oclif: { exit: number } } {
  return error instanceof Error && 'code' in error && error.code === 'EEXIT';
}

async function unknownCommand(error: unknown, root: string): Promise<AppError | undefined> {
  const name =
    error instanceof Error
      ? /^command (.+?) not found/i.exec(error.message)?.[1]?.replaceAll(':', ' ')
      : undefined;
  if (name === undefined) return undefined;
  const { commandIDs } = await Config.load(root);
  const known = commandIDs.map((id) => id.replaceAll(':', ' ')).sort();
  const meant = nearest(name, known);
  return new AppError({
    code: 'USAGE',
    message: `lading has no command ${name}; it has ${known.join(', ')}.`,
    suggestions: [meant ? `lading ${meant}` : 'lading --help'],
    details: { command: name, known },
  });
}

function report(error: AppError, argv: readonly string[]): void {
  process.exitCode = error.exitCode;
  if (argv.includes('--json'))
    process.stdout.write(`${JSON.stringify({ error: error.toDocument() }, null, 2)}\n`);
  else process.stderr.write(`${renderError(error, [], createPaint(process.stderr, process.env))}\n`);
}
