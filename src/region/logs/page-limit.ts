/** How many events fit into one answer. */
import * as z from 'zod';
import type { EventEntry } from './event-files.js';

const mostEvents = 10_000;
const mostBytes = 1024 * 1024;

export const pageLimit = z.number().int().min(1).max(mostEvents).optional();

/** The first of the events, up to the limit and to so many bytes, by default a megabyte; but never none. */
export function withinAnswer<Entry extends Pick<EventEntry, 'bytes'>>(
  entries: readonly Entry[],
  limit: number = mostEvents,
  most: number = mostBytes,
): Entry[] {
  const shown: Entry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    bytes += entry.bytes;
    if (shown.length > 0 && (shown.length === limit || bytes > most)) break;
    shown.push(entry);
  }
  return shown;
}
