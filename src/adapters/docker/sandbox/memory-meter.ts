/** Measures the memory of one running container by the fastest way that there is. */
import type { EngineClient } from '../engine-client.js';
import { controlGroupMemory } from './memory-of-control-group.js';
import { followStatistics } from './memory-of-statistics.js';

export interface MemoryMeter {
  /** The most bytes seen so far. */
  used(): Promise<number | undefined>;
  close(): void;
}

/** @param pid of the container's first process, as the engine numbers it */
export async function openMemoryMeter(
  client: EngineClient,
  containerId: string,
  pid: number,
): Promise<MemoryMeter> {
  const read = await controlGroupMemory(pid, containerId);
  if (!read) {
    const statistics = followStatistics(client, containerId);
    return { used: async () => statistics.used(), close: statistics.close };
  }
  let most: number | undefined;
  return {
    async used() {
      const now = await read();
      // What is dropped from the figure (page cache) changes, so a later answer may be lower.
      if (now !== undefined) most = Math.max(most ?? 0, now);
      return most;
    },
    close: () => undefined,
  };
}
