/** Decides whether code or configuration is updated first; docs/decisions/update-order.md gives the reasons. */
import type { FieldChange } from './field-change.js';
import { imageIsBroken, type ObservedFunction } from './function-state.js';

export type UpdateOrder = 'code-first' | 'configuration-first';

/** Settings of which more never hurts the code that runs now. */
const growing = new Set(['memorySize', 'timeout', 'ephemeralStorage']);

/**
 * Between the two updates `$LATEST` runs a mixture. Old code tolerates settings that only grow, and new code may need them:
 * configuration first. Anything removed, reduced or replaced belongs to the new code: code first. When the current image is
 * gone, nothing but new code can repair the function, so code first whatever the settings.
 */
export function updateOrder(observed: ObservedFunction, changes: readonly FieldChange[]): UpdateOrder {
  if (imageIsBroken(observed)) return 'code-first';
  return changes.length > 0 && changes.every(onlyAdds) ? 'configuration-first' : 'code-first';
}

function onlyAdds(change: FieldChange): boolean {
  if (change.path === 'description') return true;
  if (growing.has(change.path)) return Number(change.to) > Number(change.from ?? 0);
  const additive = change.path.startsWith('environment.') || change.path.startsWith('fileSystems');
  return additive && change.from === undefined;
}
