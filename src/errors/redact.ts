/** Keeps secrets out of every text that leaves the process. */

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const mask = '[redacted]';
/** Shorter values would blank ordinary words. */
const shortest = 6;
/** A base64 fragment shorter than this could be anything. */
const shortestFragment = 8;

/** Every spelling of every registered secret, longest first so that no tail of one survives. */
let spellings: string[] = [];

const secretKeys =
  'auth|password|identitytoken|registrytoken|authorizationToken|secretAccessKey|sessionToken|access_token|refresh_token|id_token';

const patterns: readonly [RegExp, string][] = [
  // Authorization headers, and credentials long enough to be no English word: "Basic execution" stays readable.
  [/(Authorization["']?\s*[:=]\s*["']?(?:Basic|Bearer)\s+)[^\s"'\\]+/gi, `$1${mask}`],
  [/\b((?:Basic|Bearer)\s+)[A-Za-z0-9+/=._~-]{16,}/g, `$1${mask}`],
  // The engine's registry credentials (base64 JSON): https://docs.docker.com/reference/api/engine/version/v1.41/#section/Authentication
  [/(X-Registry-(?:Auth|Config)["']?\s*[:=]\s*["']?)[A-Za-z0-9+/=_-]{8,}/gi, `$1${mask}`],
  // Docker's authconfig and AWS credential documents, as JSON and as JSON inside of JSON.
  [new RegExp(`("(?:${secretKeys})"\\s*:\\s*")(?:[^"\\\\]|\\\\[\\s\\S])*`, 'gi'), `$1${mask}`],
  [
    new RegExp(
      `(\\\\"(?:${secretKeys})\\\\"\\s*:\\s*\\\\")(?:[^"\\\\]|\\\\\\\\(?:\\\\["\\\\]|[^"\\\\]))*`,
      'gi',
    ),
    `$1${mask}`,
  ],
  // Pre-signed URLs, also when they are themselves URL-encoded, and the header form in signature errors.
  [/(X-Amz-(?:Signature|Credential|Security-Token)(?:=|%3D|:\s*))[^&\s"'<>\\]+/gi, `$1${mask}`],
  // User info in URLs.
  [/(\/\/)[^/\s:@"]+:[^/\s@"]+@/g, `$1${mask}@`],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, mask],
  // Lambda echoes every environment value when they exceed 4 KB; a value may hold anything, so nothing after it is kept.
  [/(String measured: )(?!\[redacted\])[\s\S]*/g, `$1${mask}`],
];

/**
 * Remembers a value (a token, a resolved secret) so that it never appears in any message again: as it is, JSON-escaped,
 * URL-encoded or in base64, alone or inside of a longer base64 text. Values under 6 characters are ignored.
 */
export function registerSecret(value: string): void {
  if (value.length < shortest) return;
  const added = new Set([...spellings, ...spellingsOf(value)]);
  spellings = [...added].sort((a, b) => b.length - a.length);
}

/** For a process that outlives the run whose secrets they were, as that of the tests does. */
export function forgetSecrets(): void {
  spellings = [];
}

/** The text with every registered secret and every credential-shaped part replaced by `[redacted]`. */
export function redact(text: string): string {
  let result = text;
  for (const spelling of spellings) {
    if (result.includes(spelling)) result = result.replaceAll(spelling, mask);
  }
  for (const [pattern, replacement] of patterns) result = result.replace(pattern, replacement);
  return result;
}

/** A copy of a JSON value with every string in it, keys too, redacted. */
export function redactJson<Value extends Json>(value: Value): Value {
  return redacted(value) as Value;
}

function redacted(value: Json): Json {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map(redacted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [redact(key), redacted(item)]));
}

function spellingsOf(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const nested = JSON.stringify(json).slice(1, -1);
  const fragments = [secret, json].flatMap((text) => base64Fragments(text));
  return [secret, json, nested, encodeURIComponent(secret), ...fragments];
}

// Base64 works in groups of three bytes, so a secret inside of a longer text (`AWS:<token>`) has three possible spellings;
// the characters at both ends that depend on neighbours are left out.
function base64Fragments(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const fragments: string[] = [];
  for (const offset of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const start = offset === 0 ? 0 : offset + 1;
    const end = (offset + bytes.length) % 3 === 0 ? encoded.length : encoded.length - 1;
    const fragment = encoded.slice(start, end);
    if (fragment.length < shortestFragment) continue;
    fragments.push(
      fragment,
      fragment.replaceAll('+', '-').replaceAll('/', '_'),
      encodeURIComponent(fragment),
    );
  }
  return fragments;
}
