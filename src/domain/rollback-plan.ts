/** Decides what a rollback does: which release it goes to, and whether aliases move or the code is updated. Pure. */
import { AppError } from '../errors/app-error.js';
import { parseAliasNote } from './alias-note.js';
import { type Digest, isDigest, shortDigest } from './digest.js';
import type { FieldChange } from './field-change.js';
import { diffConfiguration } from './function-diff.js';
import type { FunctionConfiguration } from './function-spec.js';
import type { ObservedAlias, ObservedFunction } from './function-state.js';
import type { Release } from './release.js';
import { type AliasRollback, type Point, rollbackAliases } from './rollback-aliases.js';
import { halfShiftOf } from './shift-note.js';

/** What `--to` names. A tag comes with the digest that it names now. */
export type RollbackTarget =
  | { readonly kind: 'previous' }
  | { readonly kind: 'version'; readonly version: string }
  | { readonly kind: 'digest'; readonly digest: Digest; readonly tag?: string };

export interface RollbackView {
  readonly latest: ObservedFunction;
  /** The aliases that callers use, the one that decides what `previous` is first; none when they call `$LATEST`. */
  readonly aliases: readonly ObservedAlias[];
  readonly releases: readonly Release[];
  /** Configuration of each published version. */
  readonly configurations: Readonly<Record<string, FunctionConfiguration>>;
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
  /** Settings of `$LATEST` that stay as they are now although the release had others; empty when an alias moves. */
  readonly kept: readonly FieldChange[];
  /** Settings to take back as well; empty without --with-configuration. */
  readonly update: Partial<FunctionConfiguration>;
  /** An alias splits its traffic now, and will not any more. */
  readonly clearsWeights: boolean;
}

/** `1`, `sha256:…`, `previous`, or anything else as a tag. */
export function parseRollbackTarget(
  text: string,
): RollbackTarget | { readonly kind: 'tag'; readonly tag: string } {
  if (text === 'previous') return { kind: 'previous' };
  if (/^\d+$/.test(text)) return { kind: 'version', version: text };
  return isDigest(text) ? { kind: 'digest', digest: text } : { kind: 'tag', tag: text };
}

/** @throws NO_ROLLBACK_TARGET listing what can be rolled back to */
export function planRollback(
  name: string,
  target: RollbackTarget,
  view: RollbackView,
  options: { readonly withConfiguration: boolean },
): RollbackPlan {
  const { latest } = view;
  const [alias] = view.aliases;
  const from = currentPoint(view);
  const release = findRelease(name, target, view, from);
  const digest = release?.digest ?? (target.kind === 'digest' ? target.digest : from.digest);
  const aliases = rollbackAliases(
    view.aliases,
    view.releases,
    release?.version ?? null,
    target.kind === 'previous',
  );
  const clearsWeights = aliases.some((item) => item.clearsWeights);
  const base = { name, alias: alias?.name ?? null, aliases, from, clearsWeights };
  if (alias && release) {
    const moves = aliases.some(({ action }) => action === 'move');
    const to = { version: release.version, digest };
    return { ...base, method: moves ? 'alias' : 'none', to, kept: [], update: {} };
  }
  const old = release && view.configurations[release.version];
  const { changes, update } = old
    ? withoutDescription(old, latest.configuration)
    : { changes: [], update: {} };
  const taken = options.withConfiguration ? update : {};
  const sameCode = digest === `sha256:${latest.codeSha256}` && Object.keys(taken).length === 0;
  return {
    ...base,
    method: sameCode && !alias ? 'none' : 'code',
    to: { version: release?.version ?? null, digest },
    kept: options.withConfiguration ? [] : changes,
    update: taken,
  };
}

function currentPoint({ latest, aliases: [alias], releases }: RollbackView): Point {
  const release = alias && releases.find(({ version }) => version === alias.version);
  if (release) return { version: release.version, digest: release.digest };
  return { version: null, digest: `sha256:${latest.codeSha256}` as Digest };
}

/** Undefined when no version runs the digest asked for. */
function findRelease(
  name: string,
  target: RollbackTarget,
  view: RollbackView,
  from: Point,
): Release | undefined {
  if (target.kind === 'digest') return view.releases.find(({ digest }) => digest === target.digest);
  const release =
    target.kind === 'version'
      ? view.releases.find(({ version }) => version === target.version)
      : previousRelease(view, from);
  if (release) return release;
  const wanted = target.kind === 'version' ? `version ${target.version}` : 'release before the present one';
  throw noTarget(name, wanted, view.releases);
}

/**
 * What the alias remembers, else the newest older version that runs something else. In the middle of a shift it is the version
 * that the shift began with: it is the last one that had all the traffic.
 */
function previousRelease({ aliases: [alias], releases }: RollbackView, from: Point): Release | undefined {
  if (alias && halfShiftOf(alias)) return releases.find(({ version }) => version === alias.version);
  const remembered = alias && parseAliasNote(alias.description);
  const noted = releases.find(({ version }) => version === remembered && version !== from.version);
  const current = from.version === null ? Number.POSITIVE_INFINITY : Number(from.version);
  return noted ?? releases.find(({ version, digest }) => Number(version) < current && digest !== from.digest);
}

function withoutDescription(old: FunctionConfiguration, now: FunctionConfiguration) {
  const { description: _label, ...settings } = old;
  return diffConfiguration(settings, now, 'replace');
}

/** An error that helps: the newest releases whose image is still there. */
export function noTarget(name: string, wanted: string, releases: readonly Release[]): AppError {
  const usable = releases.filter(({ imagePresent }) => imagePresent !== false).slice(0, 10);
  const list = usable.map(
    ({ version, digest, tags }) => `${version} (${[shortDigest(digest), ...tags.slice(0, 1)].join(', ')})`,
  );
  return new AppError({
    code: 'NO_ROLLBACK_TARGET',
    message: `Function ${name} has no ${wanted} to roll back to. Nothing was changed.${list.length > 0 ? ` There is: version ${list.join('; ')}.` : ''}`,
    suggestions: [`See what there is: lading history ${name}`],
    details: {
      function: name,
      available: usable.map(({ version, digest, tags }) => ({ version, digest, tags: [...tags] })),
    },
  });
}
