/** ECR's control plane: repositories, their policies and the token to push with. */
import type { RepositoryName, RepositoryUri } from '../domain/image-reference.js';
import type { RepositorySettings, TagMutability } from '../domain/repository-settings.js';
import type { RegistryCredentials } from './container-engine.js';

export type { RepositorySettings, TagMutability };

export interface ObservedRepository {
  readonly name: RepositoryName;
  readonly uri: RepositoryUri;
  readonly arn: string;
  readonly registryId: string;
  readonly tagMutability: TagMutability;
  /** Wildcard filters of the tags that are the exception. */
  readonly tagMutabilityExclusions: readonly string[];
  readonly scanOnPush: boolean;
}

export interface RegistryAuthorization {
  readonly credentials: RegistryCredentials;
  /** `https://…`, or `http://127.0.0.1:port` for the local region. */
  readonly proxyEndpoint: string;
}

export interface ImageRepository {
  /** Undefined when it does not exist. `registryId` for another account's registry. */
  describe(name: RepositoryName, registryId?: string): Promise<ObservedRepository | undefined>;
  create(name: RepositoryName, settings: RepositorySettings): Promise<ObservedRepository>;
  applySettings(name: RepositoryName, settings: RepositorySettings): Promise<void>;
  /** The policy document as text; undefined when there is none. */
  readPolicy(name: RepositoryName, registryId?: string): Promise<string | undefined>;
  writePolicy(name: RepositoryName, policy: string): Promise<void>;
  /** The lifecycle policy as text; undefined when there is none, or no such repository. */
  readLifecyclePolicy(name: RepositoryName): Promise<string | undefined>;
  writeLifecyclePolicy(name: RepositoryName, policy: string): Promise<void>;
  /** Nothing happens when there is none. */
  deleteLifecyclePolicy(name: RepositoryName): Promise<void>;
  /** Prefixes of the repositories that ECR fills from other registries by itself. @throws ACCESS_DENIED */
  pullThroughPrefixes(): Promise<readonly string[]>;
  /** Asks for an upload that is never used, to learn whether one may be begun. @throws REPOSITORY_NOT_FOUND, ACCESS_DENIED */
  beginUpload(name: RepositoryName): Promise<void>;
  /** A token for the registry of the caller's account, valid for 12 hours. */
  authorize(): Promise<RegistryAuthorization>;
}
