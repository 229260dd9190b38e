/** What a prune would delete or has deleted, as text. */
import { shortDigest } from '../domain/digest.js';
import type { PruneResult } from '../pipeline/prune.js';
import type { Paint } from './paint.js';
import { renderBytes } from './render-bytes.js';

/** A line a version and image, then the sums. */
export function renderPrune(result: PruneResult, paint: Paint): string {
  const { applied, versions, images, kept, called, compressedBytes, failures, repository } = result;
  const verb = applied ? 'deleted' : '-';
  const lines = [
    ...versions.map(({ functionName, version }) =>
      paint.removed(`${verb} version ${version} of ${functionName}`),
    ),
    ...images.map(({ digest, tags, compressedBytes: bytes }) =>
      paint.removed(
        `${verb} image ${shortDigest(digest)} ${[tags.join(', ') || 'untagged', renderBytes(bytes)].join(', ')}`,
      ),
    ),
    ...called.map(({ functionName, version, by }) =>
      paint.faint(`  version ${version} of ${functionName} stays: it has ${by}`),
    ),
    ...failures.map(({ kind, name, code, reason }) =>
      paint.changed(`kept ${kind} ${kind === 'image' ? shortDigest(name) : name}: ${code} ${reason}`),
    ),
  ];
  const nothing = versions.length === 0 && images.length === 0;
  const sum = nothing
    ? `Nothing to delete in ${repository}: everything is needed.`
    : `${applied ? 'Deleted' : 'To delete'}: ${images.length} images (${renderBytes(compressedBytes)}) and ${versions.length} versions. Kept: ${kept.images} images, ${kept.versions} versions.`;
  return [...lines, sum].join('\n');
}
