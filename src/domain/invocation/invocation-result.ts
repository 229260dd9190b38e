/** What one invocation came to, as `invoke --json` prints it. */
import type { ErrorDocument } from '../../errors/app-error.js';
import type { CostEstimate } from './cost.js';
import type { InvocationType } from './event-limits.js';
import type { InvocationReport } from './invocation-report.js';

export interface InvocationResult {
  readonly function: string;
  /** Alias, version or `$LATEST` that was asked for. */
  readonly qualifier: string;
  readonly invocationType: InvocationType;
  /** 200 with an answer, also one that tells of a failure; 202 put in the queue; 204 would be allowed. */
  readonly statusCode: number;
  readonly executedVersion: string | null;
  readonly requestId: string | null;
  /** `Unhandled` or `Handled` when the function failed. */
  readonly functionError: string | null;
  /** Parsed where it is JSON. */
  readonly payload: unknown;
  /** `text`: no JSON; `base64`: not even text; `none`: there is nothing. */
  readonly payloadFormat: 'json' | 'text' | 'base64' | 'none';
  readonly report: InvocationReport | null;
  /** Null where the price of the region, or the architecture, is not known. */
  readonly cost: CostEstimate | null;
  readonly warnings: readonly string[];
  /** The last 4 KB of the log. */
  readonly logTail: string | null;
  /** Only when the function failed. */
  readonly error?: ErrorDocument;
}
