/** An event that waits to be run asynchronously, as the region stores it. */
import type { Store, Table } from '../../store.js';

export interface QueuedEvent {
  /** Its request id, the same in every attempt. */
  readonly id: string;
  readonly functionName: string;
  readonly qualifier?: string;
  /** JSON text. */
  readonly payload: string;
  readonly traceId?: string;
  /** Milliseconds since the epoch. */
  readonly queuedAt: number;
  /** How often the function has run and failed. */
  readonly attempts: number;
  /** Milliseconds since the epoch: not before. */
  readonly dueAt: number;
}

/** By id. What was accepted with a 202 survives the process. */
export function queuedEventTable(store: Store): Table<QueuedEvent> {
  return store.table<QueuedEvent>('lambda.queued-events');
}
