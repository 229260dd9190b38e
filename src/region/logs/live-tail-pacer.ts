/** When a live tail sends what: soon, but not more events in a second than AWS does. */
import type { ArrivedEvent } from './log-events.js';

export interface LiveTailUpdate {
  /** There were more events than are sent in a second; these are some of them. */
  readonly sampled: boolean;
  readonly events: readonly ArrivedEvent[];
}

export interface LiveTailPacer {
  add(events: readonly ArrivedEvent[]): void;
  stop(): void;
}

const second = 1000;
const mostEvents = 500;
/** Milliseconds in which what comes together is sent together. AWS sends once a second; here nobody needs to wait for that. */
const soon = 20;

/** Sends an update at least every second, if an empty one, until it is stopped. */
export function createLiveTailPacer(send: (update: LiveTailUpdate) => void): LiveTailPacer {
  let pending: ArrivedEvent[] = [];
  let room = mostEvents;
  let early: NodeJS.Timeout | undefined;
  const flush = (): void => {
    early = undefined;
    // Too many for this second wait for its end.
    if (pending.length === 0 || pending.length > room) return;
    room -= pending.length;
    send({ sampled: false, events: pending });
    pending = [];
  };
  const everySecond = setInterval(() => {
    send({ sampled: pending.length > room, events: sample(pending, room) });
    pending = [];
    room = mostEvents;
  }, second).unref();
  return {
    add(events) {
      pending.push(...events);
      if (pending.length > 0) early ??= setTimeout(flush, soon).unref();
    },
    stop() {
      clearInterval(everySecond);
      clearTimeout(early);
    },
  };
}

/** Spread evenly over all of them. */
function sample(events: readonly ArrivedEvent[], most: number): readonly ArrivedEvent[] {
  if (events.length <= most) return events;
  const step = events.length / most;
  return Array.from({ length: most }, (_, index) => events[Math.floor(index * step)]).filter(
    (event) => event !== undefined,
  );
}
