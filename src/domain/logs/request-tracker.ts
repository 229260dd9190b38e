/** Tells to which invocation each line of a log belongs. */
import type { LogEvent } from './log-event.js';

/** The request id of an event; undefined outside of invocations. Events of one stream have to come in order. */
export type RequestTracker = (event: LogEvent) => string | undefined;

const id = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/**
 * Where Lambda and its runtimes write it: START, END, REPORT and timeouts; lines of Node.js (`TIME⇥ID⇥INFO⇥…`) and of Python
 * (`[INFO]⇥TIME⇥ID⇥…`); members of JSON lines.
 */
const places = new RegExp(
  `RequestId: (${id})|^\\S+Z\\t(${id})\\t|^\\[\\w+\\]\\t\\S+Z\\t(${id})\\t|^\\S+Z (${id}) Task timed out|"(?:requestId|AWSRequestId|aws_request_id|function_request_id)"\\s*:\\s*"(${id})"`,
);

/** A sandbox runs one invocation at a time: lines without an id belong to the one that their stream named last. */
export function createRequestTracker(): RequestTracker {
  const current = new Map<string, string>();
  return ({ stream, message }) => {
    const own = places.exec(message)?.slice(1).find(Boolean);
    // A new environment: nothing runs in it yet.
    if (own === undefined && /^INIT_START /.test(message)) current.delete(stream);
    if (own !== undefined) current.set(stream, own);
    return own ?? current.get(stream);
  };
}
