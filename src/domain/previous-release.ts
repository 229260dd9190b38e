/** Which release `previous` is: the one that last had all the traffic before the present one. Pure. */
import { parseAliasNote, rolledBackFrom } from './alias-note.js';
import type { ObservedAlias, ObservedFunction } from './function-state.js';
import type { Release } from './release.js';
import { splits } from './rollback-aliases.js';

export interface Previous {
  readonly release: Release;
  /** The version that a rollback has left already: then it is where it should be, and the same command again changes nothing. */
  readonly leftBefore?: string;
}

/** Undefined when there is none. `releases` are newest first; `alias` is undefined where callers use `$LATEST`. */
export function previousRelease(
  alias: ObservedAlias | undefined,
  latest: ObservedFunction,
  releases: readonly Release[],
): Previous | undefined {
  return alias ? beforeAlias(alias, releases) : beforeLatest(latest, releases);
}

/** Of split traffic it is the older version: the newer one has never had all of it. */
function beforeAlias(alias: ObservedAlias, releases: readonly Release[]): Previous | undefined {
  const { version, weights, description } = alias;
  const named = (wanted: string | undefined) => releases.find((release) => release.version === wanted);
  if (splits(alias)) {
    const [older] = [version, ...Object.keys(weights)].sort((a, b) => Number(a) - Number(b));
    return found(named(older));
  }
  const present = named(version);
  const leftBefore = rolledBackFrom(alias);
  if (present && leftBefore !== undefined) return { release: present, leftBefore };
  const remembered = parseAliasNote(description);
  const noted = remembered === version ? undefined : named(remembered);
  return found(noted ?? olderThan(version, present?.digest, releases));
}

/** `$LATEST` has no memory: whether a rollback brought it here is told by the newest version, or by there being none of it yet. */
function beforeLatest({ codeSha256 }: ObservedFunction, releases: readonly Release[]): Previous | undefined {
  const digest = `sha256:${codeSha256}`;
  const [newest] = releases;
  if (!newest) return undefined;
  const leftByNewest = releases.find(({ version }) => version === newest.rolledBackFrom);
  if (newest.digest !== digest) {
    // A set that was to go back as a whole, and went forward again, left the release that it published.
    if (leftByNewest?.digest === digest) return { release: newest };
    return { release: releases.find((item) => item.digest === digest) ?? newest };
  }
  if (newest.rolledBackFrom !== null) return { release: newest, leftBefore: newest.rolledBackFrom };
  return found(olderThan(newest.version, digest, releases));
}

/** The newest older release with another digest. */
function olderThan(
  version: string,
  digest: string | undefined,
  releases: readonly Release[],
): Release | undefined {
  return releases.find((release) => Number(release.version) < Number(version) && release.digest !== digest);
}

/** The version of the release before the first one of the digest; null when there is none. */
export function furtherBack(digest: string, releases: readonly Release[]): string | null {
  const first = releases.findLast((release) => release.digest === digest);
  return (first && olderThan(first.version, digest, releases)?.version) ?? null;
}

function found(release: Release | undefined): Previous | undefined {
  return release && { release };
}

/** The version that `$LATEST` leaves when it goes to the digest; undefined unless it is an earlier release than the newest one. */
export function leftFor(digest: string, releases: readonly Release[]): string | undefined {
  const [newest] = releases;
  const first = (wanted: string | undefined) => releases.findLast((release) => release.digest === wanted);
  const [target, present] = [first(digest), first(newest?.digest)];
  return newest && target && present && Number(target.version) < Number(present.version)
    ? newest.version
    : undefined;
}
