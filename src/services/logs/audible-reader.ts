/** Reads logs, and tells when CloudWatch Logs does not answer for long. */
import type { LogReader } from '../../ports/log-reader.js';
import { type Listener, tellSilence } from './tell-silence.js';

/** Reads as `logs` does. */
export function audibleReader(logs: Pick<LogReader, 'read'>, listener: Listener): Pick<LogReader, 'read'> {
  return { read: (...asked) => tellSilence(logs.read(...asked), 'CloudWatch Logs', listener) };
}
