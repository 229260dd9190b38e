/** Where the region's own functions write their logs to, as Lambda does it: without being asked for groups and streams first. */
import type { LogLine } from '../../ports/function-host.js';
import { logGroupTable } from './log-group.js';
import { addLogStream, type LogStream, logStreamTable, streamKey } from './log-stream.js';
import type { LogsDeps } from './logs-deps.js';

/** Keeps the lines in the group, in the streams that they name. On return they are with the system. */
export type LogSink = (logGroup: string, lines: readonly LogLine[]) => void;

/** Makes groups and streams that are missing, also those that were deleted meanwhile. */
export function createLogSink(deps: LogsDeps): LogSink {
  const streamOf = (group: string, name: string): LogStream =>
    logStreamTable(deps.store).get(streamKey(group, name)) ??
    addLogStream(deps.store, group, name, deps.clock());
  return (logGroup, lines) => {
    if (lines.length === 0) return;
    ensureGroup(deps, logGroup);
    for (const name of new Set(lines.map(({ logStream }) => logStream))) {
      const own = lines.filter(({ logStream }) => logStream === name);
      deps.events.add(
        streamOf(logGroup, name),
        // Lambda keeps the end of the line.
        own.map(({ at, text }) => ({ timestamp: at, message: `${text}\n` })),
      );
    }
  };
}

function ensureGroup({ store, clock }: LogsDeps, name: string): void {
  const groups = logGroupTable(store);
  if (!groups.get(name)) groups.put(name, { name, kind: 'STANDARD', createdAt: clock(), tags: {} });
}
