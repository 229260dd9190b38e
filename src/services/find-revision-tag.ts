/** Finds out by which tag a new image can say what commit it was built from. */

import type { Tag } from '../domain/image-reference.js';
import type { ImageSourceChoice } from '../domain/image-source.js';
import { revisionTag } from '../domain/revision-tag.js';
import { tagMayMove } from '../domain/tag-mutability.js';
import type { RegistryCredentials } from '../ports/container-engine.js';
import type { DeployDeps } from './deploy-deps.js';
import type { ImageLookup, LookupPlace } from './find-image.js';

export interface RevisionRequest {
  readonly source: ImageSourceChoice;
  /** Absolute folder of the sources. */
  readonly folder: string;
  readonly lookup: ImageLookup;
  /** Undefined when the repository does not exist yet. */
  readonly repository: LookupPlace | undefined;
  readonly credentials: RegistryCredentials;
}

/**
 * Undefined for an image that is there already (an unchanged image gets no tag from commit to commit, so that a deploy of it
 * changes nothing), was not built here, or was built from what no commit holds; and where the tag names another image and may not
 * move. Runs git, and asks an immutable repository for the tag, only for a new image.
 */
export async function findRevisionTag(
  { source, folder, lookup, repository, credentials }: RevisionRequest,
  { sources, registry }: Pick<DeployDeps, 'sources' | 'registry'>,
): Promise<Tag | undefined> {
  if (source.kind !== 'build' || lookup.present || repository?.foreign) return undefined;
  const answer = await sources.describe(folder);
  if (answer.kind !== 'revision' || answer.revision.dirty) return undefined;
  const tag = revisionTag(answer.revision.sha);
  if (lookup.tag === tag || lookup.missingTags.includes(tag)) return undefined;
  if (!repository || tagMayMove(tag, repository.tagMutability, repository.tagMutabilityExclusions))
    return tag;
  return (await registry.readManifest(repository.uri, tag, credentials)) ? undefined : tag;
}
