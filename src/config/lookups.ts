/** What placeholders may ask outside of the file; made only when one asks. */
import type { Identity } from '../ports/identity.js';
import type { ParameterService } from '../ports/parameter-service.js';
import type { SecretService } from '../ports/secret-service.js';
import type { SourceControl } from '../ports/source-control.js';

export interface OnlineLookups {
  readonly identity: Identity;
  readonly parameters: ParameterService;
  readonly secrets: SecretService;
}

export interface Lookups {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly sourceControl: SourceControl;
  /** In a region: the flag's or the file's, else what environment and profile say. */
  online(region: string | undefined): Promise<OnlineLookups>;
}
