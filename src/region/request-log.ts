/** Remembers the last requests the region answered. */
import type { LoggedRequest } from './service.js';

export interface RequestLog {
  add(entry: LoggedRequest): void;
  /** Oldest first. */
  entries(): LoggedRequest[];
  clear(): void;
}

/** A log of the newest `capacity` requests; it is memory only and starts empty with every process. */
export function createRequestLog(capacity = 10_000): RequestLog {
  let entries: LoggedRequest[] = [];
  return {
    add(entry) {
      entries.push(entry);
      // Trimming in halves keeps the cost of an entry constant.
      if (entries.length >= capacity * 2) entries = entries.slice(-capacity);
    },
    entries: () => entries.slice(-capacity),
    clear() {
      entries = [];
    },
  };
}
