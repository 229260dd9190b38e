/** What the region remembers of repositories, images and layers: one set of tables behind ECR's API and the registry. */
import type { Digest } from '../../domain/digest.js';
import type { Descriptor } from '../../domain/image-manifest.js';
import type { Blobs } from '../blobs.js';
import type { RegionSettings } from '../service.js';
import type { Store, Table } from '../store.js';

export type TagMutability = 'MUTABLE' | 'IMMUTABLE' | 'MUTABLE_WITH_EXCLUSION' | 'IMMUTABLE_WITH_EXCLUSION';

export interface RepositoryRow {
  readonly name: string;
  /** Milliseconds since the epoch, like every time in these tables. */
  readonly createdAt: number;
  readonly tagMutability: TagMutability;
  /** Wildcards naming the tags that the mutability does not apply to. */
  readonly mutabilityExclusions: readonly string[];
  readonly scanOnPush: boolean;
  readonly encryption: { readonly encryptionType: string; readonly kmsKey?: string };
  readonly policyText?: string;
  readonly lifecyclePolicyText?: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface ImageRow {
  readonly repository: string;
  readonly digest: Digest;
  readonly mediaType: string;
  /** Media type of the config: what ECR calls the artifact's. Absent for an index. */
  readonly artifactMediaType?: string;
  /** Config and layers as stored (compressed); for an index that of its largest child. */
  readonly sizeInBytes: number;
  readonly pushedAt: number;
  readonly pulledAt?: number;
  /** Config first, then the layers; empty for an index. */
  readonly layers: readonly Descriptor[];
  /** Manifests that an index refers to. */
  readonly children: readonly Digest[];
  /** The manifest that this one says something about. */
  readonly subject?: Digest;
}

/** A lifecycle policy that was tried out; what it would do is worked out when it is asked for. */
export interface PreviewRow {
  readonly policyText: string;
  readonly startedAt: number;
}

/** An upload of either face; its bytes are in the blobs' upload of the same id. */
export interface UploadRow {
  readonly repository: string;
  readonly startedAt: number;
  /** Size of the part that came last, and whether an earlier one was below ECR's minimum. Only ECR's API sends parts. */
  readonly lastPartSize?: number;
  readonly partTooSmall?: boolean;
}

export interface EcrTables {
  /** By name. */
  readonly repositories: Table<RepositoryRow>;
  /** By `name@digest`. */
  readonly images: Table<ImageRow>;
  /** By `name:tag`. */
  readonly tags: Table<Digest>;
  /** Blobs that were pushed or mounted to a repository, by `name@digest`; the value is the size. */
  readonly layers: Table<number>;
  /** Bytes that a layer unpacks to, by digest, where they were counted. */
  readonly unpacked: Table<number>;
  /** The last lifecycle preview, by repository name. */
  readonly previews: Table<PreviewRow>;
  /** By upload id. */
  readonly uploads: Table<UploadRow>;
  /** Times of expiry by SHA-256 of the password: the password itself is never stored. */
  readonly tokens: Table<number>;
  /** Keys that this region signs with. */
  readonly keys: Table<string>;
}

export interface EcrDependencies {
  readonly store: Store;
  readonly settings: RegionSettings;
  readonly blobs: Blobs;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

export interface EcrContext {
  readonly tables: EcrTables;
  readonly settings: RegionSettings;
  readonly blobs: Blobs;
  readonly clock: () => number;
}

/** The tables as part of what every operation is given. Cheap: the store keeps one table per name. */
export function openEcrContext({ store, settings, blobs, clock }: EcrDependencies): EcrContext {
  const tables: EcrTables = {
    repositories: store.table('ecr.repositories'),
    images: store.table('ecr.images'),
    tags: store.table('ecr.tags'),
    layers: store.table('ecr.layers'),
    unpacked: store.table('ecr.unpacked'),
    previews: store.table('ecr.previews'),
    uploads: store.table('ecr.uploads'),
    tokens: store.table('ecr.tokens'),
    keys: store.table('ecr.keys'),
  };
  return { tables, settings, blobs, clock };
}
