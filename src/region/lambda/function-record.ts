/** Functions, versions and aliases as the region stores them. */

/** The settings of a function or version, in the API's own shapes; absent members are omitted from answers. */
export interface FunctionSettings {
  readonly Description: string;
  readonly Role: string;
  readonly Timeout: number;
  readonly MemorySize: number;
  readonly EphemeralStorage: { readonly Size: number };
  readonly TracingConfig: { readonly Mode: string };
  readonly LoggingConfig: Readonly<Record<string, string>>;
  readonly SnapStart: { readonly ApplyOn: string };
  readonly Environment?: { readonly Variables: Readonly<Record<string, string>> };
  readonly VpcConfig?: VpcSettings;
  readonly DeadLetterConfig?: { readonly TargetArn: string };
  readonly KMSKeyArn?: string;
  readonly FileSystemConfigs?: readonly { readonly Arn: string; readonly LocalMountPath: string }[];
  readonly ImageConfig?: ImageSettings;
  /** Zip functions only. */
  readonly Runtime?: string;
  readonly Handler?: string;
}

export interface VpcSettings {
  readonly SubnetIds: readonly string[];
  readonly SecurityGroupIds: readonly string[];
  readonly Ipv6AllowedForDualStack: boolean;
}

export interface ImageSettings {
  readonly EntryPoint?: readonly string[];
  readonly Command?: readonly string[];
  readonly WorkingDirectory?: string;
}

export type FunctionCode =
  | {
      readonly kind: 'image';
      readonly imageUri: string;
      readonly resolvedImageUri: string;
      readonly sha256: string;
    }
  | { readonly kind: 'zip'; readonly bytes: number; readonly sha256: string };

/** Why a change ended as Failed, in the API's terms. */
export interface ChangeFailure {
  readonly code: string;
  readonly reason: string;
}

/** A change that takes time. What it means now follows from the clock, so it goes on across a restart. */
export interface Change {
  /**
   * `create` keeps the version Pending, as does `restore` after a time without use; `update` leaves it Active and InProgress,
   * `delete` ends with it gone.
   */
  readonly kind: 'create' | 'update' | 'restore' | 'delete';
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
  readonly failure?: ChangeFailure;
  /** The RevisionId once it has ended; published versions keep theirs. */
  readonly settledRevisionId?: string;
}

/** `$LATEST` or a published version. */
export interface FunctionVersion {
  readonly version: string;
  readonly settings: FunctionSettings;
  readonly code: FunctionCode;
  readonly architecture: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  readonly revisionId: string;
  readonly change?: Change;
  /** Set once the image was found missing; only new code clears it. */
  readonly imageDeleted?: boolean;
  /** Set once it was found unused for long; an invocation or an update clears it. */
  readonly idle?: boolean;
  /** Of a published version: what `$LATEST` looked like when it was published (see `contentOf`). */
  readonly publishedContent?: string;
}

export interface FunctionAlias {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** Version → share of traffic. */
  readonly weights: Readonly<Record<string, number>>;
  readonly revisionId: string;
}

/** A statement of a resource policy, as AddPermission made it. */
export type PolicyStatement = Readonly<Record<string, unknown>> & { readonly Sid: string };

export interface UrlConfig {
  readonly id: string;
  readonly authType: string;
  readonly cors?: Readonly<Record<string, unknown>>;
  readonly invokeMode: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly modifiedAt: string;
}

/** Concurrency kept ready for a version or an alias. */
export interface ProvisionedConcurrency {
  readonly requested: number;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  /** Milliseconds since the epoch: IN_PROGRESS until then. */
  readonly readyAt: number;
}

/** Settings of asynchronous invocations, in the API's own shapes. */
export interface EventInvokeSettings {
  readonly MaximumRetryAttempts?: number;
  readonly MaximumEventAgeInSeconds?: number;
  readonly DestinationConfig: {
    readonly OnSuccess: { readonly Destination?: string };
    readonly OnFailure: { readonly Destination?: string };
  };
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
}

/** Everything about one function, stored as one value so that each operation is one journal entry. */
export interface FunctionRecord {
  readonly name: string;
  readonly packageType: 'Image' | 'Zip';
  readonly latest: FunctionVersion;
  /** In order of publication. */
  readonly versions: readonly FunctionVersion[];
  /** Numbers are never used twice, even after a version is deleted. */
  readonly nextVersion: number;
  readonly aliases: Readonly<Record<string, FunctionAlias>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly reservedConcurrency?: number;
  /** By qualifier, `''` for the function itself. */
  readonly policies: Readonly<Record<string, readonly PolicyStatement[]>>;
  /** By alias, `''` for the function itself. */
  readonly urls: Readonly<Record<string, UrlConfig>>;
  /** By version or alias. Absent, as the next two, in what older regions stored. */
  readonly provisioned?: Readonly<Record<string, ProvisionedConcurrency>>;
  /** By version or alias, `$LATEST` for the function itself. */
  readonly eventInvokes?: Readonly<Record<string, EventInvokeSettings>>;
  readonly recursiveLoop?: string;
}
