/** Keeps secrets out of every text that leaves the process. */

const known = new Set<string>();

const patterns: readonly [RegExp, string][] = [
  // Authorization headers and registry auth objects.
  [/((?:Basic|Bearer)\s+)[A-Za-z0-9+/=._~-]{8,}/g, '$1[redacted]'],
  // Pre-signed URL parts.
  [/(X-Amz-(?:Signature|Credential|Security-Token)=)[^&\s"]+/gi, '$1[redacted]'],
  // User info in URLs.
  [/(\/\/)[^/\s:@]+:[^/\s@]+@/g, '$1[redacted]@'],
  // Lambda echoes every environment value when they exceed 4 KB (failures.md D11).
  [/(String measured: )\{.*\}/gs, '$1{[redacted]}'],
];

/** Remembers a value (a token, a resolved secret) so that it never appears in any message again. Short values are ignored. */
export function registerSecret(value: string): void {
  if (value.length >= 6) known.add(value);
}

/** The text with every registered secret and every credential-shaped part replaced by `[redacted]`. */
export function redact(text: string): string {
  let result = text;
  for (const secret of known) {
    result = result.replaceAll(secret, '[redacted]');
    const escaped = JSON.stringify(secret).slice(1, -1);
    if (escaped !== secret) result = result.replaceAll(escaped, '[redacted]');
  }
  for (const [pattern, replacement] of patterns) result = result.replace(pattern, replacement);
  return result;
}
