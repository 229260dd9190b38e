/** What Lambda itself says in a function's log, whatever the format. */
import type { InvocationReport } from './invocation-report.js';
import type { InitReport } from './report-line.js';

export type PlatformEvent =
  | {
      readonly kind: 'init-start';
      readonly functionName: string;
      readonly functionVersion: string;
      /** MB. */
      readonly memorySize: number;
    }
  | ({ readonly kind: 'init-report' } & InitReport)
  | {
      readonly kind: 'start';
      readonly requestId: string;
      readonly version: string;
      readonly functionArn: string;
    }
  | {
      readonly kind: 'end';
      readonly report: InvocationReport;
      /** Of the answer. */
      readonly producedBytes: number;
    }
  | { readonly kind: 'report'; readonly report: InvocationReport }
  | ({ readonly kind: 'extension' } & ExtensionStanding)
  | ({ readonly kind: 'subscription'; readonly name: string } & LogSubscription);

/** Where an extension is at the end of init. */
export interface ExtensionStanding {
  /** Its file name. */
  readonly name: string;
  /** `Ready`, `Registered`, `LaunchError` … */
  readonly state: string;
  /** That it registered for. */
  readonly events: readonly string[];
  readonly errorType?: string;
}

/** An extension wants to be told of logs. */
export interface LogSubscription {
  readonly api: 'logs' | 'telemetry';
  /** `platform`, `function`, `extension`. */
  readonly types: readonly string[];
}
