/** Everything that deploying may touch, in one typed object. */
import type { AttachmentPorts } from '../ports/attachment-ports.js';
import type { CredentialsSource } from '../ports/aws-credentials.js';
import type { BlobStore } from '../ports/blob-store.js';
import type { ContainerEngine } from '../ports/container-engine.js';
import type { FunctionHosting } from '../ports/function-host.js';
import type { FunctionInvoker } from '../ports/function-invoker.js';
import type { FunctionService } from '../ports/function-service.js';
import type { Identity } from '../ports/identity.js';
import type { ImageArchives } from '../ports/image-archive.js';
import type { ImageCatalogue } from '../ports/image-catalogue.js';
import type { ImageRegistry } from '../ports/image-registry.js';
import type { ImageRepository } from '../ports/image-repository.js';
import type { LayerReader } from '../ports/layer-reader.js';
import type { LogReader } from '../ports/log-reader.js';
import type { Monitoring } from '../ports/monitoring.js';
import type { RegistryLogins } from '../ports/registry-logins.js';
import type { ReleaseReader } from '../ports/release-reader.js';
import type { Remover } from '../ports/remover.js';
import type { RoleService } from '../ports/role-service.js';
import type { SourceControl } from '../ports/source-control.js';
import type { Clock } from '../ports/system.js';
import type { EffectLog } from './effect-log.js';

export interface DeployDeps {
  readonly identity: Identity;
  readonly credentials: CredentialsSource;
  readonly repositories: ImageRepository;
  readonly registry: ImageRegistry & BlobStore;
  readonly archives: ImageArchives;
  readonly logins: RegistryLogins;
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
  /** What the layers of an image hold. */
  readonly layers: LayerReader;
  readonly sources: SourceControl;
  /** Lazy: only a build or a push needs it. */
  readonly engine: () => Promise<ContainerEngine>;
  /** Lazy: only what starts an image needs it. Connects to the engine when one is started. */
  readonly hosting: () => Promise<FunctionHosting>;
  readonly clock: Clock;
  readonly effects: EffectLog;
}
