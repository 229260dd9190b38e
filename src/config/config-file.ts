/** What a valid configuration file holds. The schema is checked against these types, which do not need zod to be read. */
import type { Architecture } from '../domain/architecture.js';
import type { FunctionConfiguration, RoleSetting } from '../domain/function-spec.js';
import type { AttachmentSettings } from './attachment-settings.js';
import type { RolloutSettings } from './rollout-settings.js';

export interface RepositorySection {
  readonly name?: string;
  readonly tagMutability?: 'immutable' | 'mutable';
  /** Tags, with `*` for any characters, for which the opposite of `tagMutability` holds. */
  readonly exclusions?: readonly string[];
  readonly scanOnPush?: boolean;
  /** `false`: no lifecycle policy of lading's. */
  readonly keepImages?: number | false;
}

export interface ImageSection {
  /** Relative to the file's folder. */
  readonly context?: string;
  /** Relative to the context. */
  readonly dockerfile?: string;
  readonly target?: string;
  readonly args?: Readonly<Record<string, string>>;
}

export interface FunctionSettings
  extends Partial<Omit<FunctionConfiguration, 'role'>>,
    AttachmentSettings,
    RolloutSettings {
  readonly name?: string;
  readonly role?: RoleSetting;
  readonly architecture?: Architecture;
  readonly environmentMode?: 'replace' | 'merge';
  /** `false`: none. */
  readonly alias?: string | readonly string[] | false;
  readonly publish?: boolean;
}

export interface ConfigFile {
  readonly name: string;
  readonly region?: string;
  readonly repository?: RepositorySection;
  readonly image?: ImageSection;
  /** At least one. */
  readonly functions: Readonly<Record<string, FunctionSettings>>;
}
