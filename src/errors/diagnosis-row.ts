/** The shape of one row of the diagnosis table and of what `diagnose` answers. */
import type { ErrorCode } from './codes.js';

/** What may be tried again, and how. Absent: terminal, stop and explain. */
export type RetryClass =
  /** IAM has not spread yet: up to two minutes, only when the role is new or its trust policy is right. */
  | 'transient-role'
  /** The function is busy: wait until it is idle, then repeat. */
  | 'conflict'
  /** Back off, with jitter. */
  | 'throttle'
  /** A repository policy was just written: up to a minute. */
  | 'policy-race'
  /** The connection broke: a few times. */
  | 'network';

export interface DiagnosisRow {
  /** Row of the failure catalogue, e.g. `A1`; shown in details so that a report can be looked up. */
  readonly id: string;
  /** Matched against `ErrorName: text`; named groups fill the placeholders below. */
  readonly match: RegExp;
  /** Why it happened: one or two sentences, `{placeholders}` allowed. */
  readonly cause: string;
  /** Imperative, runnable where possible; `{placeholders}` that are unknown become upper-case words. */
  readonly suggestions: readonly string[];
  readonly code?: ErrorCode;
  readonly retry?: RetryClass;
}

export interface Diagnosis {
  readonly id: string;
  /** The remote text; Lambda's literal `%s` is replaced by the image URI when that is known. */
  readonly text: string;
  readonly cause: string;
  readonly suggestions: readonly string[];
  readonly code?: ErrorCode;
  readonly retry?: RetryClass;
}
