/** What becomes of each alias of a function in a rollback. Pure. */
import type { Digest } from './digest.js';
import type { ObservedAlias } from './function-state.js';
import type { Release } from './release.js';

/** Where an alias or `$LATEST` stands. */
export interface Point {
  /** Null for `$LATEST` alone. */
  readonly version: string | null;
  readonly digest: Digest;
}

export interface AliasRollback {
  readonly name: string;
  /** `stay`: it does not run what is taken back, so `previous` is not meant for it. `none`: it is there already. */
  readonly action: 'move' | 'none' | 'stay';
  /** The digest is null for a version that is not a release, such as one of a Zip. */
  readonly from: { readonly version: string; readonly digest: Digest | null };
  /** It splits its traffic now, and will not any more. */
  readonly clearsWeights: boolean;
}

/**
 * All aliases go to the same version. With `previous` the first one decides which release is taken back, and an alias that runs
 * another one stays: moving it could bring it forward. `to` is null while the version is still to be published.
 */
export function rollbackAliases(
  aliases: readonly ObservedAlias[],
  releases: readonly Release[],
  to: string | null,
  previous: boolean,
): AliasRollback[] {
  const [first] = aliases;
  return aliases.map((alias) => {
    const { name, version } = alias;
    const there = version === to && !splits(alias);
    const stays = previous && version !== first?.version;
    const digest = releases.find((release) => release.version === version)?.digest ?? null;
    const action = there ? 'none' : stays ? 'stay' : 'move';
    return { name, action, from: { version, digest }, clearsWeights: action === 'move' && splits(alias) };
  });
}

export function splits(alias: ObservedAlias | undefined): boolean {
  return alias !== undefined && Object.keys(alias.weights).length > 0;
}
