/** Refuses an event that Lambda would not take, before anything is sent. */
import { AppError } from '../../errors/app-error.js';
import { eventLimits, type InvocationType } from './event-limits.js';
import { type JsonFault, jsonFault } from './json-fault.js';

/**
 * The text is JSON and small enough. It is sent as it is, so that numbers keep all their digits.
 * @param source where it came from, for people: `--event event.json`
 * @throws EVENT_INVALID with line and column, or with size and limit
 */
export function checkEvent(text: string, type: InvocationType, source: string): void {
  const limit = eventLimits[type];
  const bytes = Buffer.byteLength(text);
  if (bytes > limit) throw tooLarge(source, bytes, limit, type);
  if (isJson(text)) return;
  if (text.startsWith('\ufeff') || text.includes('\0')) throw notUtf8(source);
  const { line, column, found }: JsonFault = jsonFault(text) ?? { line: 1, column: 1 };
  const place = `line ${line}, column ${column}`;
  const there = found === undefined ? 'it ends too early' : `unexpected ${JSON.stringify(found)}`;
  throw new AppError({
    code: 'EVENT_INVALID',
    message: `The event of ${source} is ${text.trim() === '' ? 'empty' : `not JSON: ${place}: ${there}`}. Nothing was sent.`,
    suggestions: [
      'Lambda takes JSON only; write a text with its quotes, and those for the shell: \'"text"\'',
      'Keep longer events in a file: --event event.json',
    ],
    details: { source, line, column },
  });
}

/** V8's parser decides; it is also much faster than looking for the place. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function tooLarge(source: string, bytes: number, limit: number, type: InvocationType): AppError {
  const other = type === 'Event' ? ' without waiting for its answer; 6,291,456 otherwise' : '';
  return new AppError({
    code: 'EVENT_INVALID',
    message: `The event of ${source} has ${counted(bytes)} bytes, and Lambda takes ${counted(limit)}${other}. Nothing was sent.`,
    suggestions: ['Put the data into S3 and send its place: {"bucket": "…", "key": "…"}'],
    details: { source, bytes, limit },
  });
}

/** EVENT_INVALID: PowerShell's `>` writes UTF-16, and older editors a mark in front of UTF-8. */
export function notUtf8(source: string): AppError {
  return new AppError({
    code: 'EVENT_INVALID',
    message: `The event of ${source} is not JSON: it is not plain UTF-8, or starts with a byte order mark. Nothing was sent.`,
    suggestions: ['Save it as UTF-8 without a byte order mark.'],
    details: { source, line: 1, column: 1 },
  });
}

function counted(number: number): string {
  return number.toLocaleString('en-US');
}
