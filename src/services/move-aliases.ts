/** Points the aliases of a rollback, and takes that back where a set is to move as a whole. */
import { rememberBefore } from '../domain/alias-note.js';
import { type Digest, shortDigest } from '../domain/digest.js';
import type { AliasName, FunctionName, VersionNumber } from '../domain/function-spec.js';
import type { ObservedAlias } from '../domain/function-state.js';
import type { AliasRollback } from '../domain/rollback-aliases.js';
import { AppError, toAppError } from '../errors/app-error.js';
import type { DeployDeps } from './deploy-deps.js';

/** An alias that was moved: how it was, and the revision that it has since. */
export interface MovedAlias {
  readonly name: FunctionName;
  readonly before: ObservedAlias;
  readonly revisionId: string;
}

export interface AliasMove {
  readonly name: FunctionName;
  readonly to: { readonly version: VersionNumber; readonly digest: Digest };
  readonly aliases: readonly AliasRollback[];
  /** As observed. */
  readonly pointers: readonly ObservedAlias[];
}

/**
 * The first alias moves last: it is the one that says what `previous` is, so that the same command after a kill goes on.
 * `onMoved` is told each one. @throws FUNCTION_CHANGED_MEANWHILE
 */
export async function moveAliases(
  { name, to, aliases, pointers }: AliasMove,
  { functions, effects }: Pick<DeployDeps, 'functions' | 'effects'>,
  onMoved: (moved: MovedAlias) => void,
): Promise<void> {
  for (const { name: alias, action } of [...aliases].reverse()) {
    const before = pointers.find((pointer) => pointer.name === alias);
    if (action !== 'move' || !before) continue;
    const { revisionId } = await point(name, before, to.version, functions);
    onMoved({ name, before, revisionId });
    effects.did(`pointed alias ${alias} of ${name} to version ${to.version} (${shortDigest(to.digest)})`);
  }
}

/** A refusal after an answer that was lost: the alias has changed, and it was this very change. */
async function point(
  name: FunctionName,
  before: ObservedAlias,
  version: VersionNumber,
  functions: DeployDeps['functions'],
): Promise<ObservedAlias> {
  const alias = before.name as AliasName;
  const description = rememberBefore(before.description, leftVersion(before, version));
  try {
    return await functions.updateAlias(name, alias, { version, description, revisionId: before.revisionId });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'FUNCTION_CHANGED_MEANWHILE') throw error;
    const now = await functions.getAlias(name, alias);
    const there = now?.version === version && now.description === description;
    if (there && Object.keys(now.weights).length === 0) return now;
    throw error;
  }
}

/** Each goes back to its version, weights and description, the last one first; Ctrl-C does not stop it. Never throws. */
export async function moveBack(
  moved: readonly MovedAlias[],
  { lasting, effects }: Pick<DeployDeps, 'lasting' | 'effects'>,
): Promise<void> {
  for (const { name, before, revisionId } of [...moved].reverse()) {
    const { name: alias, version, weights, description } = before;
    try {
      await lasting.updateAlias(name, alias as AliasName, {
        version: version as VersionNumber,
        weights: { ...weights },
        description,
        revisionId,
      });
      effects.did(`pointed alias ${alias} of ${name} forward again to version ${version}`);
    } catch (error) {
      effects.did(`could NOT point alias ${alias} of ${name} forward again: ${toAppError(error).message}`);
    }
  }
}

/** An alias whose split traffic ends was taken back from the version that had a share of it. */
function leftVersion({ version, weights }: ObservedAlias, to: string): string {
  return version === to ? (Object.keys(weights)[0] ?? version) : version;
}
