/** Remembers which events were shown, so that overlapping readings show each of them once. */
import type { LogEvent } from './log-event.js';

/** A reading of all events of a time, in parts. */
export interface WindowReading {
  /** Of the next part: what was not shown yet. It counts as shown from now on. */
  take(events: readonly LogEvent[]): LogEvent[];
}

export interface ShownEvents {
  /** Begins to read a window; events that are equal in everything are told apart by how many there are. */
  openWindow(): WindowReading;
  /** Of what a live tail sent: what no window has held. Tails may begin with what came in just before them. */
  fromTail(events: readonly LogEvent[]): LogEvent[];
  /** Windows will not reach back beyond this time. Milliseconds since the epoch. */
  forgetBefore(time: number): void;
}

/** Live tails give no ids, so an event is known by all that it says. */
export function createShownEvents(): ShownEvents {
  const shown = new Map<string, { readonly at: number; count: number }>();
  /** How often windows held an event that no live tail has sent yet. */
  const credits = new Map<string, { readonly at: number; count: number }>();
  const show = (key: string, { at }: LogEvent): void => {
    const known = shown.get(key);
    if (known) known.count += 1;
    else shown.set(key, { at, count: 1 });
  };
  return {
    openWindow() {
      const inWindow = new Map<string, number>();
      return {
        take: (events) =>
          events.filter((event) => {
            const key = keyOf(event);
            const nth = raise(inWindow, key);
            if (nth > (credits.get(key)?.count ?? 0)) credits.set(key, { at: event.at, count: nth });
            if (nth <= (shown.get(key)?.count ?? 0)) return false;
            show(key, event);
            return true;
          }),
      };
    },
    fromTail: (events) =>
      events.filter((event) => {
        const key = keyOf(event);
        const credit = credits.get(key);
        if (credit !== undefined && credit.count > 0) {
          credit.count -= 1;
          return false;
        }
        show(key, event);
        return true;
      }),
    forgetBefore(time) {
      for (const known of [shown, credits]) {
        for (const [key, { at }] of known) if (at < time) known.delete(key);
      }
    },
  };
}

function raise(counts: Map<string, number>, key: string): number {
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  return count;
}

function keyOf({ stream, at, ingestedAt, message }: LogEvent): string {
  return `${stream} ${at} ${ingestedAt} ${message}`;
}
