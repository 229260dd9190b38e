/** What every Lambda operation is given. */

import type { RolePermissions } from '../iam/role-permissions.js';
import type { RoleCheck } from '../iam/role-trust.js';
import type { RegionSettings } from '../service.js';
import type { EventSourceStore } from './event-sources/event-source-store.js';
import type { FunctionStore } from './function-store.js';
import type { Idleness } from './idleness.js';
import type { ImageLookup, ImagePresence } from './image-source.js';
import type { Invocations } from './invocation/invocations.js';

export interface LambdaDeps {
  readonly functions: FunctionStore;
  readonly eventSources: EventSourceStore;
  readonly settings: RegionSettings;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly lookUpImage: ImageLookup;
  readonly isImagePresent: ImagePresence;
  readonly idleness: Idleness;
  readonly checkRole: RoleCheck;
  readonly roleMay: RolePermissions;
  readonly invocations: Invocations;
}
