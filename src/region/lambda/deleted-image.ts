/** Notices that the image behind a function version is gone. */
import type { FunctionRecord, FunctionVersion } from './function-record.js';
import { statusOf } from './function-status.js';
import type { LambdaDeps } from './lambda-deps.js';

/**
 * Marks the version Inactive once its image is no longer in the repository, and returns the record as it is now. AWS notices
 * days later, when it needs the image again; here it is noticed at the next read. Pushing the image again does not bring the
 * version back, new code does.
 */
export async function noticeDeletedImage(
  name: string,
  version: FunctionVersion,
  deps: LambdaDeps,
): Promise<FunctionRecord> {
  const { code } = version;
  if (code.kind === 'image' && !version.imageDeleted && statusOf(version, deps.clock()).State === 'Active') {
    const answer = await deps.lookUpImage(code.resolvedImageUri);
    if (answer.kind !== 'found') mark(name, version, deps);
  }
  return deps.functions.require({ name });
}

function mark(name: string, version: FunctionVersion, deps: LambdaDeps): void {
  const record = deps.functions.find(name);
  if (!record) return;
  // Only what was looked at: an update may have come in between.
  const marked = (candidate: FunctionVersion): FunctionVersion =>
    candidate.version === version.version && candidate.code.sha256 === version.code.sha256
      ? { ...candidate, imageDeleted: true }
      : candidate;
  deps.functions.put({ ...record, latest: marked(record.latest), versions: record.versions.map(marked) });
}
