/** Finds and stores event source mappings; those whose deletion has ended are no longer there. */
import type { Store } from '../../store.js';
import { WireError } from '../../wire/wire-error.js';
import { type EventSourceRecord, stateOf } from './event-source-record.js';

export interface EventSourceStore {
  /** @throws WireError ResourceNotFoundException 404 */
  require(uuid: string): EventSourceRecord;
  put(record: EventSourceRecord): void;
  /** In order of creation. */
  all(): EventSourceRecord[];
}

export function createEventSourceStore(store: Store, clock: () => number): EventSourceStore {
  const table = store.table<EventSourceRecord>('lambda.eventSourceMappings');
  const gone = (record: EventSourceRecord): boolean => stateOf(record, clock()) === undefined;
  return {
    require(uuid) {
      const record = table.get(uuid);
      if (!record || gone(record)) {
        throw new WireError('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
      }
      return record;
    },
    put(record) {
      // Here, because reads should write nothing.
      for (const [uuid, other] of table.entries()) if (gone(other)) table.delete(uuid);
      table.put(record.uuid, record);
    },
    all: () =>
      table
        .entries()
        .map(([, record]) => record)
        .filter((record) => !gone(record)),
  };
}
