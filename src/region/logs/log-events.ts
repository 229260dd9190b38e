/** The events of all log streams, and those who want to hear of new ones. */
import type { EventFiles, NewEvent } from './event-files.js';
import type { LogStream } from './log-stream.js';

/** An event as it came in. */
export interface ArrivedEvent extends NewEvent {
  readonly stream: LogStream;
  /** Milliseconds since the epoch. */
  readonly ingestedAt: number;
}

export interface LogEvents {
  readonly files: EventFiles;
  /** Keeps them, then tells those who listen. */
  add(stream: LogStream, events: readonly NewEvent[]): void;
  /** Until the returned function is called. */
  listen(listener: (arrived: readonly ArrivedEvent[]) => void): () => void;
}

/** @param clock milliseconds since the epoch */
export function createLogEvents(files: EventFiles, clock: () => number): LogEvents {
  const listeners = new Set<(arrived: readonly ArrivedEvent[]) => void>();
  return {
    files,
    add(stream, events) {
      if (events.length === 0) return;
      const ingestedAt = clock();
      files.append(stream.number, events, ingestedAt);
      const arrived = events.map((event) => ({ ...event, stream, ingestedAt }));
      for (const listener of listeners) listener(arrived);
    },
    listen(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
