/** Decides what a rollback does: which release it goes to, and whether aliases move or the code is updated. Pure. */
import type { Digest } from './digest.js';
import type { FieldChange } from './field-change.js';
import { diffConfiguration } from './function-diff.js';
import type { FunctionConfiguration } from './function-spec.js';
import type { ObservedAlias, ObservedFunction } from './function-state.js';
import { furtherBack, previousRelease } from './previous-release.js';
import type { Release } from './release.js';
import { type AliasRollback, type Point, rollbackAliases } from './rollback-aliases.js';
import type { RollbackTarget } from './rollback-target.js';

export interface RollbackView {
  readonly latest: ObservedFunction;
  /** The aliases that callers use, the one that decides what `previous` is first; none when they call `$LATEST`. */
  readonly aliases: readonly ObservedAlias[];
  /** Newest first. */
  readonly releases: readonly Release[];
  /** The published versions that the releases are. */
  readonly versions: readonly ObservedFunction[];
}

export interface RollbackPlan {
  readonly name: string;
  /** `alias`: only aliases move. `code`: `$LATEST` gets the old image, and a new version of it. `none`: it runs there already. */
  readonly method: 'alias' | 'code' | 'none';
  /** The first alias; null for `$LATEST`. */
  readonly alias: string | null;
  readonly aliases: readonly AliasRollback[];
  /** Where the first alias stands, or `$LATEST`. */
  readonly from: Point;
  readonly to: Point;
  /** With `previous`: the version that a rollback left before, so that this one goes no further, and the release before the present one. */
  readonly alreadyBack: { readonly from: string; readonly further: string | null } | null;
  /** Settings of `$LATEST` that stay as they are now although the release had others; empty when an alias moves. */
  readonly kept: readonly FieldChange[];
  /** Settings to take back as well; empty without --with-configuration. */
  readonly update: Partial<FunctionConfiguration>;
  /** An alias splits its traffic now, and will not any more. */
  readonly clearsWeights: boolean;
}

/** Why there is no plan: what was looked for in vain. */
export interface NoRelease {
  readonly missing: string;
}

interface Found {
  /** Missing when no version runs the digest. */
  readonly release?: Release;
  readonly leftBefore?: string;
}

export function planRollback(
  name: string,
  target: RollbackTarget,
  view: RollbackView,
  options: { readonly withConfiguration: boolean },
): RollbackPlan | NoRelease {
  const { latest, releases } = view;
  const [alias] = view.aliases;
  const from = currentPoint(view);
  const found = findRelease(target, view);
  if ('missing' in found) return found;
  const { release, leftBefore } = found;
  const digest = release?.digest ?? (target.kind === 'digest' ? target.digest : from.digest);
  const aliases = rollbackAliases(
    view.aliases,
    releases,
    release?.version ?? null,
    target.kind === 'previous',
  );
  const base = {
    name,
    alias: alias?.name ?? null,
    aliases,
    from,
    to: { version: release?.version ?? null, digest },
    alreadyBack:
      leftBefore === undefined ? null : { from: leftBefore, further: furtherBack(digest, releases) },
    clearsWeights: aliases.some((item) => item.clearsWeights),
  };
  if (alias && release) {
    const moves = aliases.some(({ action }) => action === 'move');
    return { ...base, method: moves ? 'alias' : 'none', kept: [], update: {} };
  }
  const old = release && view.versions.find(({ version }) => version === release.version);
  const { changes, update } = old ? settingsOf(old, latest) : { changes: [], update: {} };
  const taken = options.withConfiguration ? update : {};
  const done = !alias && Object.keys(taken).length === 0 && isPublished(digest, view);
  return {
    ...base,
    method: done ? 'none' : 'code',
    kept: options.withConfiguration ? [] : changes,
    update: taken,
  };
}

function currentPoint({ latest, aliases: [alias], releases }: RollbackView): Point {
  const release = alias && releases.find(({ version }) => version === alias.version);
  if (release) return { version: release.version, digest: release.digest };
  return { version: null, digest: `sha256:${latest.codeSha256}` as Digest };
}

function findRelease(
  target: RollbackTarget,
  { latest, aliases: [alias], releases }: RollbackView,
): Found | NoRelease {
  if (target.kind === 'digest') {
    const release = releases.find(({ digest }) => digest === target.digest);
    return release ? { release } : {};
  }
  if (target.kind === 'version') {
    const release = releases.find(({ version }) => version === target.version);
    return release ? { release } : { missing: `version ${target.version}` };
  }
  return (
    previousRelease(alias, latest, releases) ?? {
      missing: 'release before the present one',
    }
  );
}

/** `$LATEST` runs it and the newest version does, too: a rollback that was killed between the two has still to publish it. */
function isPublished(digest: Digest, { latest, releases: [newest] }: RollbackView): boolean {
  return digest === `sha256:${latest.codeSha256}` && (newest === undefined || newest.digest === digest);
}

/** What differs but for the label; variables that Lambda could not show are not known, and are left alone. */
function settingsOf(old: ObservedFunction, now: ObservedFunction) {
  const { description: _label, environment, ...others } = old.configuration;
  const shown = old.environmentError === undefined && now.environmentError === undefined;
  return diffConfiguration({ ...others, ...(shown && { environment }) }, now.configuration, 'replace');
}
