/** Reads dockerode's errors: the engine's own words, the HTTP status, and whether the connection was the problem. */
import { AppError } from '../../errors/app-error.js';
import type { EngineEndpoint } from './engine-endpoint.js';

export interface EngineFailure {
  /** The engine's text, verbatim. */
  readonly text: string;
  /** HTTP status when the engine answered. */
  readonly status?: number;
  /** Node's error code when it did not, e.g. `ECONNREFUSED`. */
  readonly errno?: string;
}

export function readEngineFailure(error: unknown): EngineFailure {
  if (!(error instanceof Error)) return { text: String(error) };
  const { statusCode, code, json } = error as Error & {
    statusCode?: number;
    code?: unknown;
    json?: { message?: unknown } | null;
  };
  // Streams carry the cause only inside the message: "(HTTP code 400) unexpected - dockerfile parse error … ".
  const text =
    typeof json?.message === 'string'
      ? json.message
      : error.message.replace(/^\(HTTP code \d+\) .*? - /, '').trim();
  return {
    text,
    ...(statusCode !== undefined && { status: statusCode }),
    ...(typeof code === 'string' && { errno: code }),
  };
}

/** An AppError unchanged; INTERRUPTED when the signal has fired; ENGINE_UNREACHABLE when the connection broke; else undefined. */
export function generalFailure(
  error: unknown,
  doing: string,
  endpoint: EngineEndpoint,
  signal?: AbortSignal,
): AppError | undefined {
  if (error instanceof AppError) return error;
  if (signal?.aborted) return interrupted(doing);
  const { errno, status, text } = readEngineFailure(error);
  return errno !== undefined && status === undefined
    ? connectionLost(doing, endpoint, text, error)
    : undefined;
}

export function interrupted(doing: string): AppError {
  return new AppError({
    code: 'INTERRUPTED',
    message: `Stopped while ${doing}. The engine was told to stop as well.`,
    suggestions: ['Run the command again: steps and layers that are done are not repeated.'],
  });
}

function connectionLost(doing: string, endpoint: EngineEndpoint, text: string, cause: unknown): AppError {
  return new AppError({
    code: 'ENGINE_UNREACHABLE',
    message: `The connection to the container engine at ${endpoint.url} (${endpoint.source}) broke while ${doing}: ${text}`,
    suggestions: ['Check that the engine is still running: docker info', 'Then run the command again.'],
    details: { endpoint: endpoint.url },
    cause,
  });
}
