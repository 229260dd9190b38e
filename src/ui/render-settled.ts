/** What became of shifts that were left half-way, as text. */
import type { SettleResult } from '../pipeline/settle-shifts.js';
import type { Paint } from './paint.js';

/** A line an alias. */
export function renderSettled({ functions, changed }: SettleResult, paint: Paint): string {
  const lines = functions.flatMap(({ name, aliases }) =>
    aliases.map(({ name: alias, action, version }) => {
      const what = { finished: paint.changed, undone: paint.changed, none: paint.faint }[action](
        action === 'none' ? 'no shift to end' : `shift ${action}`,
      );
      return `${paint.strong(name)}  ${what}, ${alias} → ${version}`;
    }),
  );
  return [...lines, changed ? 'Deploy again for what else there is: lading deploy' : 'Nothing to do.'].join(
    '\n',
  );
}
