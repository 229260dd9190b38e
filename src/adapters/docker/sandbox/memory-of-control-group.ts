/** Reads how much memory a container uses from the kernel itself, where the engine is on this machine. */
import { readFile } from 'node:fs/promises';

/** Reads once; undefined when the kernel no longer tells. */
export type MemoryReader = () => Promise<number | undefined>;

interface Place {
  /** Most bytes ever; absent on kernels that keep none. */
  readonly peak: string;
  readonly current: string;
  readonly statistics: string;
  /** Name in `statistics` of page cache that can be dropped at any time. */
  readonly cache: string;
}

/**
 * Undefined when that process is not of this container as seen from here: the engine is elsewhere, or lading is in a container.
 * The figures are in files that everybody may read, and take well under a millisecond, where the engine's statistics take up to
 * a second. As in `docker stats`, inactive page cache does not count.
 * https://docs.kernel.org/admin-guide/cgroup-v2.html#memory-interface-files
 * @param root of `/proc` and `/sys`; `/` unless a test says otherwise
 */
export async function controlGroupMemory(
  pid: number,
  containerId: string,
  root = '/',
): Promise<MemoryReader | undefined> {
  const groups = await readText(`${root}proc/${pid}/cgroup`);
  const place = groups === undefined ? undefined : placeOf(groups, containerId, root);
  if (!place || (await usedBytes(place)) === undefined) return undefined;
  return () => usedBytes(place);
}

/** Lines are `4:memory:/docker/…` in version 1 and `0::/…` in version 2, where no line names memory. */
function placeOf(groups: string, containerId: string, root: string): Place | undefined {
  const rows = groups.trim().split('\n');
  const pathOf = (match: RegExp) =>
    rows.map((row) => match.exec(row)?.[1]).find((path) => path !== undefined);
  const first = pathOf(/^\d+:(?:.*,)?memory(?:,.*)?:(.*)$/);
  const path = first ?? pathOf(/^0::(.*)$/);
  if (!path?.includes(containerId)) return undefined;
  const folder = `${root}sys/fs/cgroup/${first === undefined ? '' : 'memory/'}${path.replace(/^\//, '')}`;
  return first === undefined
    ? {
        peak: `${folder}/memory.peak`,
        current: `${folder}/memory.current`,
        statistics: `${folder}/memory.stat`,
        cache: 'inactive_file',
      }
    : {
        peak: `${folder}/memory.max_usage_in_bytes`,
        current: `${folder}/memory.usage_in_bytes`,
        statistics: `${folder}/memory.stat`,
        cache: 'total_inactive_file',
      };
}

async function usedBytes({ peak, current, statistics, cache }: Place): Promise<number | undefined> {
  const [most, now, details] = await Promise.all([peak, current, statistics].map(readText));
  const bytes = Number(most ?? now ?? Number.NaN);
  if (Number.isNaN(bytes)) return undefined;
  const droppable = new RegExp(`^${cache} (\\d+)$`, 'm').exec(details ?? '')?.[1];
  return Math.max(0, bytes - Number(droppable ?? 0));
}

async function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
