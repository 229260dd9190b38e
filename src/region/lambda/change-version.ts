/** Makes the next state of a function version: started changes, published copies. */
import { createHash, randomUUID } from 'node:crypto';
import type { RegionSettings } from '../service.js';
import type { Change, ChangeFailure, FunctionRecord, FunctionVersion } from './function-record.js';
import type { LambdaDeps } from './lambda-deps.js';

/** A change that starts now and ends after the region's activation delay. */
export function startChange(
  kind: Change['kind'],
  deps: { readonly clock: () => number; readonly settings: Pick<RegionSettings, 'activationDelay'> },
  failure?: ChangeFailure,
): Change {
  const endsAt = deps.clock() + deps.settings.activationDelay;
  return { kind, endsAt, settledRevisionId: randomUUID(), ...(failure && { failure }) };
}

/**
 * `$LATEST` with new settings or code, being updated. A function that never became Active is created again; code that could
 * not be used cannot be used with other settings either.
 */
export function updatedVersion(
  current: FunctionVersion,
  next: Partial<Pick<FunctionVersion, 'settings' | 'code' | 'architecture'>>,
  deps: LambdaDeps,
  failure?: ChangeFailure,
): FunctionVersion {
  const { change, imageDeleted, idle: _, ...kept } = current;
  const kind = change?.kind === 'create' && change.failure ? 'create' : 'update';
  return {
    ...kept,
    ...next,
    lastModified: deps.clock(),
    revisionId: randomUUID(),
    change: startChange(kind, deps, next.code ? failure : change?.failure),
    ...(imageDeleted && !next.code && { imageDeleted }),
  };
}

export interface Published {
  readonly record: FunctionRecord;
  readonly version: FunctionVersion;
}

/**
 * Publishes `$LATEST` as it stands in the record, or returns the last version when nothing has changed since that was
 * published. Publishing gives `$LATEST` another RevisionId.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html
 * @param change the version's own, when it has to be prepared first
 */
export function publish(
  record: FunctionRecord,
  options: { description?: string | undefined; change?: Change },
): Published {
  const { latest } = record;
  const content = contentOf(latest);
  const last = record.versions.at(-1);
  if (last?.publishedContent === content) return { record, version: last };
  const { change: latestChange, idle: _, ...settled } = latest;
  const ownChange = options.change ?? failedBefore(latestChange);
  const version: FunctionVersion = {
    ...settled,
    version: String(record.nextVersion),
    settings: { ...latest.settings, Description: options.description ?? latest.settings.Description },
    revisionId: randomUUID(),
    publishedContent: content,
    ...(ownChange && { change: withoutRevision(ownChange) }),
  };
  const next: FunctionRecord = {
    ...record,
    latest: withNewRevision(latest),
    versions: [...record.versions, version],
    nextVersion: record.nextVersion + 1,
  };
  return { record: next, version };
}

/** The same version under a new RevisionId, now and once its change has ended. */
export function withNewRevision(version: FunctionVersion): FunctionVersion {
  const { change } = version;
  return {
    ...version,
    revisionId: randomUUID(),
    ...(change && { change: { ...change, settledRevisionId: randomUUID() } }),
  };
}

/** A version of code that could not be used is as unusable as `$LATEST`. */
function failedBefore(change: Change | undefined): Change | undefined {
  return change?.failure && { ...change, kind: 'create' };
}

/** A published version keeps the RevisionId it was born with. */
function withoutRevision({ settledRevisionId: _, ...change }: Change): Change {
  return change;
}

/** Equal for two states of `$LATEST` exactly when publishing the second would add nothing. */
function contentOf({ settings, code, architecture }: FunctionVersion): string {
  return createHash('sha256')
    .update(JSON.stringify([sorted(settings), code.sha256, architecture]))
    .digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => [key, sorted(item)]);
}
