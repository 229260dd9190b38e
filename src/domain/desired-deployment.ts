/** What one run should bring about: the value that configuration file and flags come down to. */
import type { Architecture } from './architecture.js';
import type { FunctionSpec } from './function-spec.js';
import type { RepositoryName } from './image-reference.js';
import type { RepositorySettings } from './repository-settings.js';

export interface DesiredRepository {
  readonly name: RepositoryName;
  readonly settings: RepositorySettings;
  /** The account that an image reference names; missing, it is the caller's own. */
  readonly registryId?: string;
}

/** How to build the image; also there when it will not be built (`--image`), as nothing in it is checked to exist. */
export interface ImageSource {
  /** Absolute folder. */
  readonly context: string;
  /** Relative to the context with `/` between parts, or absolute when it lies outside of it. */
  readonly dockerfile: string;
  readonly target?: string;
  readonly args: Readonly<Record<string, string>>;
}

export interface DesiredDeployment {
  /** `name` of the configuration file, or of the function when there are only flags. */
  readonly name: string;
  /** Missing: environment, profile and the SDK's own rules decide. */
  readonly region?: string;
  readonly repository: DesiredRepository;
  readonly image: ImageSource;
  /** One for all functions, as they run the same image. */
  readonly architecture: Architecture;
  /** The functions selected, at least one, in the order of the file. */
  readonly functions: readonly FunctionSpec[];
}
