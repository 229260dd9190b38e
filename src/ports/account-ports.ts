/** Every port that an account answers in one of its regions, in one typed object. */
import type { AttachmentPorts } from './attachment-ports.js';
import type { CredentialsSource } from './aws-credentials.js';
import type { FunctionInvoker } from './function-invoker.js';
import type { FunctionService } from './function-service.js';
import type { Identity } from './identity.js';
import type { ImageCatalogue } from './image-catalogue.js';
import type { ImageRepository } from './image-repository.js';
import type { LogReader } from './log-reader.js';
import type { Monitoring } from './monitoring.js';
import type { ReleaseReader } from './release-reader.js';
import type { Remover } from './remover.js';
import type { RoleService } from './role-service.js';

export interface AccountPorts {
  readonly identity: Identity;
  /** What requests are signed with, for those that are to sign themselves. */
  readonly credentials: CredentialsSource;
  readonly repositories: ImageRepository;
  readonly functions: FunctionService;
  /** The same for changes that have to be brought to an end: Ctrl-C stops none of its requests. */
  readonly lasting: FunctionService;
  readonly attachments: AttachmentPorts;
  readonly roles: RoleService;
  readonly releases: ReleaseReader;
  readonly catalogue: ImageCatalogue;
  readonly remover: Remover;
  readonly monitoring: Monitoring;
  readonly invoker: FunctionInvoker;
  readonly logs: LogReader;
}
