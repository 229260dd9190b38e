/** Deletions in Lambda, ECR, IAM and CloudWatch Logs. Each is safe to repeat: what is gone already is no error; Ctrl-C stops no request. */
import type { Digest } from '../domain/digest.js';
import type { FunctionName, VersionNumber } from '../domain/function-spec.js';
import type { RepositoryName } from '../domain/image-reference.js';

export interface DeleteFailure {
  readonly kind: 'version' | 'image';
  /** `function:7`, or a digest. */
  readonly name: string;
  /** The service's own word, e.g. `ImageReferencedByManifestList`. */
  readonly code: string;
  readonly reason: string;
}

export interface Remover {
  deleteVersion(name: FunctionName, version: VersionNumber): Promise<void>;
  /** Starts the deletion of the function with all versions and aliases; it may take a while to be gone. */
  deleteFunction(name: FunctionName): Promise<void>;
  /** In batches of 100, in this order, none after the signal; what could not be deleted comes back. `onDeleted` is told how many went, batch by batch. */
  deleteImages(
    name: RepositoryName,
    digests: readonly Digest[],
    onDeleted: (count: number) => void,
    signal: AbortSignal,
  ): Promise<readonly DeleteFailure[]>;
  /** `force` deletes it with its images. @throws REMOTE_REFUSED when it is not empty and `force` is not given */
  deleteRepository(name: RepositoryName, force: boolean): Promise<void>;
  /** Detaches the basic execution policy first. @throws REMOTE_REFUSED when somebody attached more to it */
  deleteRole(name: string): Promise<void>;
  deleteLogGroup(group: string): Promise<void>;
}
