/** The services of the region, and what each is given. */
import type { Blobs } from './blobs.js';
import { createIamService } from './iam/iam-service.js';
import type { RegionService, RegionSettings } from './service.js';
import type { Store } from './store.js';
import { createStsService } from './sts/sts-service.js';

export interface RegionDeps {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly settings: RegionSettings;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

/** In the order in which they are asked whether a request is theirs. */
export function createServices(deps: RegionDeps): RegionService[] {
  return [createIamService(deps), createStsService(deps)];
}
