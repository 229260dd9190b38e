/** Gives an alias back all traffic for the version that it had before a shift. */
import type { AliasName, FunctionName, VersionNumber } from '../../domain/function-spec.js';
import type { ObservedAlias } from '../../domain/function-state.js';
import { withoutShiftNote } from '../../domain/shift-note.js';
import { toAppError } from '../../errors/app-error.js';
import type { DeployDeps } from '../deploy-deps.js';

/** `foreign`: somebody else moved the alias meanwhile, so it was left. `untouched`: there was nothing to put back. */
export type PutBack =
  | { readonly kind: 'back' | 'untouched' | 'foreign'; readonly alias: string; readonly version: string }
  | { readonly kind: 'failed'; readonly alias: string; readonly version: string; readonly reason: string };

type PutBackDeps = Pick<DeployDeps, 'lasting' | 'effects'>;

/**
 * Looks first, because the answer to the last change may have been lost; Ctrl-C does not stop it. Never throws: whatever stopped the shift is what the
 * user has to hear first, and this its outcome.
 */
export async function putBack(
  name: FunctionName,
  before: ObservedAlias,
  to: VersionNumber,
  { lasting, effects }: PutBackDeps,
): Promise<PutBack> {
  const alias = before.name as AliasName;
  const version = before.version as VersionNumber;
  const outcome = { alias, version };
  try {
    const now = await lasting.getAlias(name, alias);
    if (!now) return { kind: 'foreign', ...outcome };
    const split = now.version === version && now.weights[to] !== undefined;
    const moved = now.version === to && Object.keys(now.weights).length === 0;
    const same = now.version === version && Object.keys(now.weights).length === 0;
    if (same) return { kind: 'untouched', ...outcome };
    if (!split && !moved) return { kind: 'foreign', ...outcome };
    const description = withoutShiftNote(before.description);
    await lasting.updateAlias(name, alias, { version, description, revisionId: now.revisionId });
    effects.did(`put alias ${alias} of ${name} back: all traffic goes to version ${version} again`);
    return { kind: 'back', ...outcome };
  } catch (error) {
    const reason = toAppError(error).message;
    effects.did(`could NOT put alias ${alias} of ${name} back, so it may still split its traffic: ${reason}`);
    return { kind: 'failed', ...outcome, reason };
  }
}

/** A sentence for each alias. */
export function renderPutBack(outcomes: readonly PutBack[]): string {
  return outcomes.map(sentence).join(' ');
}

function sentence(outcome: PutBack): string {
  const { alias, version } = outcome;
  if (outcome.kind === 'failed') {
    return `Alias ${alias} could NOT be put back to version ${version} and may still split its traffic: ${outcome.reason}`;
  }
  if (outcome.kind === 'foreign') return `Somebody else moved alias ${alias} meanwhile, and it was left so.`;
  const what = outcome.kind === 'back' ? 'is back' : 'was not moved';
  return `Alias ${alias} ${what}: all traffic goes to version ${version}.`;
}
