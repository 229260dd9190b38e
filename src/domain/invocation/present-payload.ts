/** An answer as part of a JSON document. */
import type { InvocationResult } from './invocation-result.js';

/** Lambda gives JSON; a custom runtime may give anything. */
export function presentPayload(bytes: Uint8Array): Pick<InvocationResult, 'payload' | 'payloadFormat'> {
  if (bytes.length === 0) return { payload: null, payloadFormat: 'none' };
  const text = textOf(bytes);
  if (text === undefined) return { payload: Buffer.from(bytes).toString('base64'), payloadFormat: 'base64' };
  try {
    return { payload: JSON.parse(text) as unknown, payloadFormat: 'json' };
  } catch (error) {
    if (error instanceof SyntaxError) return { payload: text, payloadFormat: 'text' };
    throw error;
  }
}

/** Undefined for bytes that are no UTF-8. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
