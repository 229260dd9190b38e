/** The bodies of failures: those that Lambda writes itself, and what can be read in those that a runtime sent. */

/** `{"errorType":…,"errorMessage":…}`, as Lambda answers for a function that could not. */
export function failurePayload(errorType: string, errorMessage: string): Uint8Array {
  return Buffer.from(JSON.stringify({ errorType, errorMessage }));
}

/**
 * Type and message of an error that a runtime reported: its body's words, which are closer to the cause, else the header's.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-invokeerror
 */
export function readReportedError(
  headerType: string,
  body: Uint8Array,
): { readonly errorType: string; readonly message: string } {
  const text = Buffer.from(body).toString('utf8');
  const fields = parseObject(text);
  const word = (value: unknown): string | undefined =>
    typeof value === 'string' && value !== '' ? value : undefined;
  return {
    errorType: word(fields?.errorType) ?? (headerType || 'Runtime.Unknown'),
    message: word(fields?.errorMessage) ?? (fields ? '' : text),
  };
}

function parseObject(text: string): { errorType?: unknown; errorMessage?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    // Runtimes may send anything; what is no JSON is the message as it stands.
    return undefined;
  }
}
