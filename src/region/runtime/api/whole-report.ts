/** Reads a report that has to be there as a whole. */
import type { IncomingMessage } from 'node:http';
import { readReport } from './read-report.js';
import { largestPayload, tooLarge, truncated } from './report-limits.js';

/** The body of a call that is no response. @throws Refusal 413, 400 */
export async function wholeReport(request: IncomingMessage): Promise<Buffer> {
  const report = await readReport(request, largestPayload);
  if (report.kind === 'whole') return report.bytes;
  throw report.kind === 'too-large' ? tooLarge() : truncated();
}
