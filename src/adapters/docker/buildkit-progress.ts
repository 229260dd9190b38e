/** Turns BuildKit's trace into steps and their output. */

import { decodeTrace, type Vertex } from './buildkit-messages.js';
import type { EngineMessage } from './message-stream.js';
import type { StepLog } from './step-log.js';

/** Takes one line of the stream; lines that are no trace are not for it. */
export function followBuildKit({ id, aux }: EngineMessage, log: StepLog): void {
  if (id !== 'moby.buildkit.trace' || typeof aux !== 'string') return;
  const { vertexes, logs } = decodeTrace(aux);
  for (const vertex of vertexes) markVertex(vertex, log);
  for (const { vertex, text } of logs) log.print(vertex, text);
}

function markVertex({ digest, name, started, completed, cached, error }: Vertex, log: StepLog): void {
  if (started === undefined) return;
  log.mark(digest, name, 'started');
  if (completed === undefined) return;
  // Steps that were cancelled because another one failed carry an error too, and would hide the culprit.
  const failed = error !== '' && !/context canceled|Canceled/.test(error);
  log.mark(digest, name, failed ? 'failed' : cached ? 'cached' : 'done', completed - started);
}
