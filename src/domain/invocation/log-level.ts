/** The levels of logs, and what a level lets through. */

const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

/** Whether something of a level is logged where `least` is the level set. A level that there is not counts as INFO. */
export function isLogLevelWithin(level: string, least: string): boolean {
  return rank(level) >= rank(least);
}

/**
 * Whether a line of the function is logged in the JSON format: those with a `level` below the one set are not, those without a
 * valid one count as INFO. What is no JSON object has no level that could be looked at, and is logged.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
export function isLineWithin(line: string, least: string): boolean {
  if (!line.startsWith('{')) return true;
  const level = levelIn(line);
  return level === undefined || isLogLevelWithin(level, least);
}

/** Undefined for what is no JSON object. */
function levelIn(line: string): string | undefined {
  try {
    const { level } = JSON.parse(line) as { level?: unknown };
    return typeof level === 'string' ? level : 'INFO';
  } catch {
    // A text that begins with a brace.
    return undefined;
  }
}

function rank(level: string): number {
  const place = levels.indexOf(level.toUpperCase());
  return place < 0 ? levels.indexOf('INFO') : place;
}
