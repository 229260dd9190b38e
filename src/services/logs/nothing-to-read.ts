/** What to tell when there is nothing to show. */
import type { LogRequest } from './read-logs.js';

export function missingGroup({ target }: LogRequest): string {
  return `There is no log group ${target.logGroup}: ${target.choice.functionName} has not run yet, or its role may not write logs.`;
}

export function nothingFound({ target, since, until, pattern }: LogRequest): string {
  const end = until === undefined ? '' : ` until ${new Date(until).toISOString()}`;
  const matching = pattern === undefined ? '' : ` that match ${pattern}`;
  return `No events of ${target.choice.functionName}${matching} in ${target.logGroup} since ${new Date(since).toISOString()}${end}. Look further back with --since.`;
}
