/** Notices that the image behind a function version is gone. */
import type { FunctionRecord, FunctionVersion } from './function-record.js';
import { statusOf } from './function-status.js';
import type { LambdaDeps } from './lambda-deps.js';

export type DeletedImageDeps = Pick<LambdaDeps, 'functions' | 'clock' | 'isImagePresent'>;

/**
 * Marks the version Inactive once its image is no longer in the repository, and returns the record as it is now. AWS notices
 * days later, when it needs the image again; here it is noticed at the next read or invocation. Pushing the image again does not bring the
 * version back, new code does.
 */
export function noticeDeletedImage(
  name: string,
  version: FunctionVersion,
  deps: DeletedImageDeps,
): FunctionRecord {
  const { code } = version;
  const usable =
    code.kind === 'image' && !version.imageDeleted && statusOf(version, deps.clock()).State === 'Active';
  if (usable && !deps.isImagePresent(code.resolvedImageUri)) mark(name, version, deps);
  return deps.functions.require({ name });
}

function mark(name: string, version: FunctionVersion, deps: DeletedImageDeps): void {
  const record = deps.functions.require({ name });
  const marked = (candidate: FunctionVersion): FunctionVersion =>
    candidate.version === version.version ? { ...candidate, imageDeleted: true } : candidate;
  deps.functions.put({ ...record, latest: marked(record.latest), versions: record.versions.map(marked) });
}
