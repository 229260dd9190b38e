/** Cuts a sorted listing into pages with opaque tokens, for the services that call them `nextToken`. */
import { WireError } from './wire/wire-error.js';

/**
 * Items in the order of their keys, or against it, at most `limit` of them, from after the one that the token names: what comes
 * and goes between two pages shifts nothing.
 * @throws WireError with `code` 400 for a token that is not ours
 */
export function tokenPage<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  request: {
    readonly token?: string | undefined;
    readonly limit: number;
    readonly descending?: boolean;
  },
  code: string,
): { items: T[]; token?: string } {
  const after = request.token === undefined ? undefined : readToken(request.token, code);
  const isAfter = request.descending ? (a: string, b: string) => a < b : (a: string, b: string) => a > b;
  const keyed = items
    .map((item) => ({ item, key: keyOf(item) }))
    .sort((a, b) => (isAfter(a.key, b.key) ? 1 : -1));
  const rest = after === undefined ? keyed : keyed.filter(({ key }) => isAfter(key, after));
  const shown = rest.slice(0, request.limit);
  const last = shown.at(-1);
  return {
    items: shown.map(({ item }) => item),
    ...(last && rest.length > shown.length && { token: Buffer.from(`>${last.key}`).toString('base64url') }),
  };
}

function readToken(token: string, code: string): string {
  const text = Buffer.from(token, 'base64url').toString();
  if (!text.startsWith('>')) throw new WireError(code, 'The specified nextToken is invalid.', 400);
  return text.slice(1);
}
