/** Settings of an ECR repository that lading manages. */
import type { KeepImages } from './keep-images.js';

export type TagMutability = 'MUTABLE' | 'IMMUTABLE' | 'MUTABLE_WITH_EXCLUSION' | 'IMMUTABLE_WITH_EXCLUSION';

/** What a repository should be; missing keys stay as they are. */
export interface RepositorySettings {
  readonly tagMutability?: TagMutability;
  /** Wildcard filters of the tags that are the exception; only with a `…_WITH_EXCLUSION` mutability. */
  readonly tagMutabilityExclusions?: readonly string[];
  readonly scanOnPush?: boolean;
  readonly keepImages?: KeepImages;
}
