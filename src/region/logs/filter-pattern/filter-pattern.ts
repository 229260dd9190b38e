/** Filter patterns of CloudWatch Logs: which events a reader wants. */

import { invalidPattern } from './invalid-pattern.js';
import { matchesJson } from './json-condition.js';
import { parseJsonPattern } from './json-pattern.js';
import { parseTermPattern } from './term-pattern.js';

/** Whether the message of an event is wanted. */
export type MessageFilter = (message: string) => boolean;

/**
 * Terms (`ERROR "exit 1" ?any -not %regex%`) and JSON selectors (`{ $.level = "error" && $.ms > 100 }`). An empty pattern wants
 * everything.
 * @throws WireError InvalidParameterException for a malformed pattern, and for space-delimited ones (`[ip, user, …]`), which
 *   this region does not know
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function parseFilterPattern(pattern: string): MessageFilter {
  const text = pattern.trim();
  if (text.startsWith('[')) throw invalidPattern('This region does not know space-delimited patterns ([…])');
  if (!text.startsWith('{')) return parseTermPattern(text);
  if (!text.endsWith('}')) throw invalidPattern("If a filter pattern starts with '{' it must end with '}'");
  const condition = parseJsonPattern(text.slice(1, -1));
  return (message) => {
    const value = parseJson(message);
    return value !== undefined && matchesJson(condition, value);
  };
}

/** Undefined when it is no JSON. */
function parseJson(message: string): unknown {
  // Most lines are none, and an exception for each would be slow.
  if (!/^\s*[{[]/.test(message)) return undefined;
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
