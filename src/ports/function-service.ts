/** Lambda's control plane for image functions. */
import type { Architecture } from '../domain/architecture.js';
import type { Digest } from '../domain/digest.js';
import type { FunctionAddress } from '../domain/function-reference.js';
import type {
  AliasName,
  FunctionConfiguration,
  FunctionName,
  VersionNumber,
} from '../domain/function-spec.js';
import type { ObservedAlias, ObservedFunction } from '../domain/function-state.js';
import type { ImageUri } from '../domain/image-reference.js';

export interface NewFunction {
  readonly name: FunctionName;
  readonly imageUri: ImageUri;
  readonly architecture: Architecture;
  readonly configuration: Partial<FunctionConfiguration> & { readonly role: string };
  readonly tags?: Readonly<Record<string, string>>;
  readonly publish: boolean;
}

export interface FunctionService {
  /** `$LATEST`, or what the qualifier names. Undefined when it does not exist. Costs one GetFunction (100 requests a second). */
  get(name: FunctionName | FunctionAddress, qualifier?: string): Promise<ObservedFunction | undefined>;
  /** @throws ROLE_UNUSABLE when Lambda cannot assume the role (it may be too new), REMOTE_REFUSED, ACCESS_DENIED */
  create(request: NewFunction): Promise<ObservedFunction>;
  /** @throws FUNCTION_CHANGED_MEANWHILE (412), FUNCTION_BUSY (409), IMAGE_NOT_FOUND, IMAGE_UNSUITABLE */
  updateCode(
    name: FunctionName,
    change: { imageUri: ImageUri; architecture: Architecture; revisionId?: string },
  ): Promise<ObservedFunction>;
  /** Sends only the keys given. Same errors as `updateCode`. */
  updateConfiguration(
    name: FunctionName,
    change: Partial<FunctionConfiguration>,
    revisionId?: string,
  ): Promise<ObservedFunction>;
  /** Publishes `$LATEST`, only if it still has this digest. Lambda answers with the last version when nothing changed since. */
  publishVersion(
    name: FunctionName,
    options: { codeSha256: string; description?: string; revisionId?: string },
  ): Promise<ObservedFunction>;
  getAlias(name: FunctionName, alias: AliasName): Promise<ObservedAlias | undefined>;
  createAlias(
    name: FunctionName,
    alias: AliasName,
    version: VersionNumber,
    description?: string,
  ): Promise<ObservedAlias>;
  /** Points the alias; clears any weights unless given. */
  updateAlias(
    name: FunctionName,
    alias: AliasName,
    change: {
      version: VersionNumber;
      weights?: Record<string, number>;
      revisionId?: string;
      description?: string;
    },
  ): Promise<ObservedAlias>;
  /** Hex digest of the manifest that an image function runs. */
  digestOf(observed: ObservedFunction): Digest | undefined;
}
