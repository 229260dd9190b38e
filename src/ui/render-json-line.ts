/** A line that a function, or Lambda itself, has logged as JSON, for people. */
import type { Paint } from './paint.js';

type Members = Readonly<Record<string, unknown>>;

/** What a level of severity is called; a number is one of bunyan's and pino's. */
const levelKeys = ['level', 'severity', 'levelname', 'lvl'];
const messageKeys = ['message', 'msg'];
/** Shown elsewhere: in front of the line, or as its colour. */
const hidden = new Set([
  ...['timestamp', 'time', '@timestamp', 'ts'],
  ...['requestId', 'AWSRequestId', 'aws_request_id', 'function_request_id'],
]);
const numbered: Readonly<Record<string, string>> = {
  10: 'TRACE',
  20: 'DEBUG',
  30: 'INFO',
  40: 'WARN',
  50: 'ERROR',
  60: 'FATAL',
};

/**
 * Level, message and the other members; errors with their stack on lines of their own. Undefined for JSON that is no such line.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
export function renderJsonLine(line: Members, paint: Paint): string | undefined {
  const { type, record } = line;
  if (typeof type === 'string' && type.startsWith('platform.') && isMembers(record))
    return paint.faint(`${type} ${JSON.stringify(record)}`);
  const level = textAt(line, levelKeys);
  const key = messageKeys.find((each) => line[each] !== undefined);
  if (level === undefined && key === undefined) return undefined;
  const said = key === undefined ? undefined : line[key];
  const error = isMembers(said) ? said : line;
  const { text, stack } = toldBy(said, error);
  const rest = Object.entries(line).filter(
    ([name]) => !hidden.has(name) && !levelKeys.includes(name) && name !== key && !errorKeys.has(name),
  );
  return [
    [
      level === undefined ? '' : paintLevel(numbered[level] ?? level.toUpperCase(), paint),
      text,
      rest.length === 0 ? '' : paint.faint(JSON.stringify(Object.fromEntries(rest))),
    ]
      .filter((part) => part !== '')
      .join(' '),
    ...stack.map((each) => paint.faint(`    ${each.trim()}`)),
  ].join('\n');
}

const errorKeys = new Set(['errorType', 'errorMessage', 'stackTrace']);

/** Runtimes write what was thrown as members, in the message or beside it. */
function toldBy(said: unknown, error: Members): { text: string; stack: string[] } {
  const { errorType, errorMessage, stackTrace } = error;
  const stack = Array.isArray(stackTrace) ? stackTrace.map(String) : [];
  const thrown = [errorType, errorMessage].filter((part) => typeof part === 'string').join(': ');
  if (thrown === '') return { text: said === undefined ? '' : worded(said), stack };
  const text = typeof said === 'string' && said !== '' ? `${said} (${thrown})` : thrown;
  return { text, stack: stack.filter((each) => each !== thrown) };
}

function worded(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function textAt(line: Members, keys: readonly string[]): string | undefined {
  const value = keys.map((key) => line[key]).find((each) => each !== undefined);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function paintLevel(level: string, paint: Paint): string {
  if (/^(?:ERROR|FATAL|CRITICAL)/.test(level)) return paint.removed(level);
  return level.startsWith('WARN') ? paint.changed(level) : level;
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
