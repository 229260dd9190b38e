/** Tells what a signature, an SBOM or an attestation in a repository is about. Pure. */
import { type Digest, parseDigest } from './digest.js';
import type { CataloguedImage } from './release.js';

/** As cosign names them, and as the OCI specification does for registries that list no referrers. */
const pattern = /^sha256-([0-9a-f]{64})(?:\.[a-z]+)?$/;

/**
 * The digest of the image that this one says something about; undefined for an image of its own. ECR tells it of manifests with a
 * `subject` (https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md); others carry it in a tag
 * (https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#referrers-tag-schema).
 */
export function subjectOf({ subject, tags }: Pick<CataloguedImage, 'subject' | 'tags'>): Digest | undefined {
  if (subject !== undefined) return subject;
  const hex = tags.flatMap((tag) => pattern.exec(tag)?.[1] ?? [])[0];
  return hex === undefined ? undefined : parseDigest(`sha256:${hex}`);
}
