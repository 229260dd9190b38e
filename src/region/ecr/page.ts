/** Cuts a listing into pages with opaque tokens. */
import { invalidParameter } from './ecr-errors.js';

export interface PageRequest {
  readonly nextToken?: string | undefined;
  readonly maxResults?: number | undefined;
}

/**
 * One page in the order of `keyOf`, and the token of the next one if there is more. A token names the last item seen, so items
 * that come and go between two pages are neither repeated nor shift the rest.
 * @throws WireError InvalidParameterException for a token that is not ours
 */
export function page<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  { nextToken, maxResults = 100 }: PageRequest,
): { items: T[]; nextToken?: string } {
  const after = nextToken === undefined ? undefined : readToken(nextToken);
  const keyed = items.map((item) => ({ item, key: keyOf(item) })).sort((a, b) => (a.key < b.key ? -1 : 1));
  const rest = after === undefined ? keyed : keyed.filter(({ key }) => key > after);
  const shown = rest.slice(0, maxResults);
  const last = shown.at(-1);
  return {
    items: shown.map(({ item }) => item),
    ...(last && rest.length > shown.length && { nextToken: writeToken(last.key) }),
  };
}

function writeToken(key: string): string {
  return Buffer.from(JSON.stringify({ after: key })).toString('base64');
}

function readToken(token: string): string {
  try {
    const { after } = JSON.parse(Buffer.from(token, 'base64').toString('utf8')) as { after?: unknown };
    if (typeof after === 'string') return after;
  } catch {
    // Not JSON: refused below like a token without a position.
  }
  throw invalidParameter('nextToken', 'Invalid pagination token');
}
