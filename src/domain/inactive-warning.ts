/** What to say of a function that a deploy leaves Inactive: usable, but its first invocation is refused. */
import type { Warning } from './finding.js';

/** https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html: the first invocation fails while Lambda wakes it. */
export function inactiveWarning({
  name,
  state,
}: {
  readonly name: string;
  readonly state: string;
}): Warning[] {
  if (state !== 'Inactive') return [];
  return [
    {
      id: 'E10',
      message: `Function ${name} is Inactive because nothing invoked it for weeks: its next invocation is refused while Lambda wakes it`,
      suggestions: [`Wake it, and wait until it is awake: lading invoke ${name}`],
    },
  ];
}
