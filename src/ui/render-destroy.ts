/** What a destroy would delete or has deleted, as text. */
import type { DestroyResult } from '../pipeline/destroy.js';
import type { Paint } from './paint.js';

export function renderDestroy({ applied, deleted, kept }: DestroyResult, paint: Paint): string {
  const lines = [
    ...deleted.map(({ kind, name }) => paint.removed(`${applied ? 'deleted' : '-'} ${kind} ${name}`)),
    ...kept.map(({ what, why }) => paint.faint(`  ${what} stays: ${why}`)),
  ];
  return [...lines, ...(deleted.length === 0 ? ['There is nothing to delete.'] : [])].join('\n');
}
