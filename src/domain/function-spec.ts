/** What a function should be: the settings of an image function, in Lambda's own names in camel case. */
import type { Architecture } from './architecture.js';
import type { DesiredAttachments } from './attachments/attachments.js';
import type { Rollout } from './rollout.js';

export type FunctionName = string & { readonly __brand: 'FunctionName' };
export type AliasName = string & { readonly __brand: 'AliasName' };
/** `"1"`, `"2"`, … never `$LATEST`. */
export type VersionNumber = string & { readonly __brand: 'VersionNumber' };

export interface ImageConfigOverride {
  readonly entryPoint?: readonly string[];
  readonly command?: readonly string[];
  readonly workingDirectory?: string;
}

export interface VpcSetting {
  /** Empty lists detach the function from its VPC. */
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly ipv6AllowedForDualStack?: boolean;
}

export interface LoggingSetting {
  readonly logFormat?: 'JSON' | 'Text';
  readonly applicationLogLevel?: string;
  readonly systemLogLevel?: string;
  readonly logGroup?: string;
}

/**
 * The settings that UpdateFunctionConfiguration owns. In a desired specification a missing key means "leave as it is".
 * https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html
 */
export interface FunctionConfiguration {
  readonly description: string;
  /** Role ARN. */
  readonly role: string;
  /** MB. */
  readonly memorySize: number;
  /** Seconds. */
  readonly timeout: number;
  /** MB of /tmp. */
  readonly ephemeralStorage: number;
  /** `{}` clears every override. */
  readonly imageConfig: ImageConfigOverride;
  /** The whole set of variables: Lambda replaces it wholesale. */
  readonly environment: Readonly<Record<string, string>>;
  readonly vpc: VpcSetting;
  readonly fileSystems: readonly { readonly arn: string; readonly localMountPath: string }[];
  /** Target ARN, `''` for none. */
  readonly deadLetter: string;
  readonly tracing: 'Active' | 'PassThrough';
  readonly logging: LoggingSetting;
  /** Key ARN, `''` for the AWS-owned key. */
  readonly kmsKeyArn: string;
}

/** `auto`: lading creates a role with the basic execution policy; else a role ARN. */
export type RoleSetting = 'auto' | (string & {});

/** One function as the configuration file and the flags ask for it. */
export interface FunctionSpec {
  /** Key in the configuration file. */
  readonly key: string;
  readonly name: FunctionName;
  readonly architecture: Architecture;
  /** Missing: keep the role of an existing function; a new function needs one. */
  readonly role?: RoleSetting;
  /** Everything but the role; missing keys stay as they are. */
  readonly configuration: Partial<Omit<FunctionConfiguration, 'role'>>;
  /** `replace` (default): the variables are exactly these. `merge`: others stay. */
  readonly environmentMode: 'replace' | 'merge';
  readonly publish: boolean;
  /** Aliases to point to the published version. */
  readonly aliases: readonly AliasName[];
  /** How the aliases move; missing: all traffic at once, without a trial. */
  readonly rollout?: Rollout;
  /** What hangs on the function besides its own settings: tags, URL, event sources, …; missing kinds stay as they are. */
  readonly attachments: DesiredAttachments;
  /** Where attachments go that Lambda keeps for each alias apart; missing: to the function itself, `$LATEST`. */
  readonly attachTo?: AliasName;
}
