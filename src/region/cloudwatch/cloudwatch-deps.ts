/** What the operations of CloudWatch are given, and how they report broken constraints. */
import type { RegionSettings } from '../service.js';
import type { Store } from '../store.js';
import { jsonOperations } from '../wire/json.js';

export interface CloudWatchDeps {
  readonly store: Store;
  readonly settings: RegionSettings;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

export const cloudWatchOperation = jsonOperations('ValidationError');
