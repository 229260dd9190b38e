/** The one error class: a stop that a user can act on. */
import { codes, type ErrorCode } from './codes.js';
import { redact, redactJson } from './redact.js';

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

export interface AppErrorInit {
  readonly code: ErrorCode;
  /** What was being done, to which named thing, where, and what came back. */
  readonly message: string;
  /** Imperative next steps, runnable where possible. */
  readonly suggestions?: readonly string[];
  /** Allow-listed facts for scripts; never a whole response. */
  readonly details?: { [key: string]: JsonValue };
  readonly cause?: unknown;
}

/** The JSON face of an error, as printed under `error` with `--json`. */
export interface ErrorDocument {
  code: ErrorCode;
  message: string;
  suggestions: string[];
  ref: string;
  details: { [key: string]: JsonValue };
}

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly suggestions: string[];
  readonly ref: string;
  readonly details: { [key: string]: JsonValue };
  readonly exitCode: number;
  /** Read by oclif in text mode; `exitCode` is what `--json` looks at. */
  readonly oclif: { exit: number };

  constructor(init: AppErrorInit) {
    super(redact(init.message));
    this.name = 'AppError';
    this.code = init.code;
    this.suggestions = (init.suggestions ?? []).map(redact);
    this.ref = `docs/errors.md#${init.code.toLowerCase()}`;
    this.details = redactJson(init.details ?? {});
    this.exitCode = codes[init.code].exitCode;
    this.oclif = { exit: this.exitCode };
    // Not through the Error option: oclif prints whatever is in `cause`, and a remote error may hold secrets.
    Object.defineProperty(this, 'origin', { value: init.cause, enumerable: false });
  }

  toDocument(): ErrorDocument {
    const { code, message, suggestions, ref, details } = this;
    return { code, message, suggestions, ref, details };
  }
}

/** The error itself when it is ours, else an INTERNAL error that keeps the original for `--verbose`. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const text = error instanceof Error ? error.message : String(error);
  return new AppError({
    code: 'INTERNAL',
    message: `Unexpected failure: ${text}`,
    suggestions: ['Run again with --verbose and report it with the output.'],
    cause: error,
  });
}
