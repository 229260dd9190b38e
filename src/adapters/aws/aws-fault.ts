/** Reads what the SDK throws, whatever its class, into the few facts that decisions need. */
import { unansweredFor } from './unanswered.js';

export interface AwsFault {
  /**
   * `answer`: the service said no. `network`: nothing answered. `unexpected`: something else than the service answered.
   * `local`: the SDK did not get as far as sending. `aborted`: our signal fired.
   */
  readonly kind: 'answer' | 'network' | 'unexpected' | 'local' | 'aborted';
  /** AWS's error name without namespace, e.g. `ResourceNotFoundException`; for networks Node's code. */
  readonly name: string;
  /** The service's own words, never redacted; empty when it gave none. */
  readonly text: string;
  readonly status?: number;
  readonly requestId?: string;
  readonly attempts?: number;
}

interface SdkError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: {
    readonly httpStatusCode?: number;
    readonly requestId?: string;
    readonly attempts?: number;
  };
  readonly $response?: { readonly statusCode?: number };
}

/** The SDK's own words for an answer without a text. */
const noText = new Set(['Unknown', 'UnknownError', 'Error']);

/** How Node.js calls it when a connection breaks; the status is there when that was in the middle of the answer. */
const broken = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE']);

export function readFault(error: unknown): AwsFault {
  const { name = 'Error', message = String(error), code, $metadata, $response } = (error ?? {}) as SdkError;
  const status = $metadata?.httpStatusCode ?? $response?.statusCode;
  const shared = {
    ...(status !== undefined && { status }),
    ...($metadata?.requestId !== undefined && { requestId: $metadata.requestId }),
    ...($metadata?.attempts !== undefined && { attempts: $metadata.attempts }),
  };
  if (name === 'AbortError') return { kind: 'aborted', name, text: message, ...shared };
  if (name === 'UnexpectedAnswer') return { kind: 'unexpected', name, text: message, ...shared };
  if (broken.has(code ?? ''))
    return { kind: 'network', name: code ?? name, text: message.split('\n')[0] ?? '', ...shared };
  if (isUnreadable(error, message))
    return { kind: 'unexpected', name: 'UnexpectedAnswer', text: unreadableText(status, message), ...shared };
  if (status === undefined && (code !== undefined || name === 'TimeoutError')) {
    return { kind: 'network', name: code ?? name, text: messageOf(error, message), ...shared };
  }
  const text = noText.has(message) ? '' : message;
  return { kind: status === undefined ? 'local' : 'answer', name, text, ...shared };
}

/** The SDK could not parse the body as what the protocol says; it adds a hint for its own users, which is cut off. */
function isUnreadable(error: unknown, message: string): boolean {
  return error instanceof SyntaxError || message.includes('Deserialization error:');
}

function unreadableText(status: number | undefined, message: string): string {
  return `HTTP ${status ?? '?'}: ${message.split('\n')[0] ?? ''}`;
}

/** Node tries every address of a name and then reports all of them together, with an empty message. */
function messageOf(error: unknown, message: string): string {
  const waited = unansweredFor(error);
  if (waited !== undefined) return `it did not answer within ${waited / 1000} s`;
  if (message !== '' || !(error instanceof AggregateError)) return message;
  return error.errors
    .map((each: unknown) => (each instanceof Error ? each.message : String(each)))
    .join('; ');
}
