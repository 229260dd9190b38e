/** Keeps the engine's statistics of one container at hand: for engines whose kernel cannot be asked. */
import type { EngineClient } from '../engine-client.js';
import { readMessages } from '../message-stream.js';

interface WireStatistics {
  readonly memory_stats?: {
    readonly usage?: number;
    /** Kept by control groups of version 1 only. */
    readonly max_usage?: number;
    readonly stats?: { readonly total_inactive_file?: number; readonly inactive_file?: number };
  };
}

export interface StatisticsMemory {
  /** The most seen so far; at most a second old. */
  used(): number | undefined;
  close(): void;
}

/**
 * One request that stays open: the engine measures once a second, and a request of its own for each answer would wait for that.
 * Never fails: without an answer nothing is known.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerStats
 */
export function followStatistics(client: EngineClient, containerId: string): StatisticsMemory {
  const stop = new AbortController();
  let most: number | undefined;
  const follow = async (): Promise<void> => {
    const path = `/containers/${containerId}/stats`;
    const stream = await client.stream({ method: 'GET', path, query: { stream: true }, signal: stop.signal });
    for await (const message of readMessages(stream)) {
      const bytes = bytesOf(message as WireStatistics);
      if (bytes !== undefined) most = Math.max(most ?? 0, bytes);
    }
  };
  follow().catch(() => undefined);
  return { used: () => most, close: () => stop.abort() };
}

function bytesOf({ memory_stats }: WireStatistics): number | undefined {
  const bytes = memory_stats?.max_usage ?? memory_stats?.usage;
  if (bytes === undefined) return undefined;
  const { total_inactive_file, inactive_file } = memory_stats?.stats ?? {};
  return Math.max(0, bytes - (total_inactive_file ?? inactive_file ?? 0));
}
