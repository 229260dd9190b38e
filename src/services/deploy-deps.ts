/** Everything that deploying may touch, in one typed object. */
import type { AccountPorts } from '../ports/account-ports.js';
import type { BlobStore } from '../ports/blob-store.js';
import type { ContainerEngine } from '../ports/container-engine.js';
import type { FunctionHosting } from '../ports/function-host.js';
import type { ImageArchives } from '../ports/image-archive.js';
import type { ImageRegistry } from '../ports/image-registry.js';
import type { LayerReader } from '../ports/layer-reader.js';
import type { RegistryLogins } from '../ports/registry-logins.js';
import type { SourceControl } from '../ports/source-control.js';
import type { Clock } from '../ports/system.js';
import type { EffectLog } from './effect-log.js';

export interface DeployDeps extends AccountPorts {
  readonly registry: ImageRegistry & BlobStore;
  readonly archives: ImageArchives;
  readonly logins: RegistryLogins;
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
