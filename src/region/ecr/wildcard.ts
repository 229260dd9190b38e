/** ECR's wildcards, as in tag filters and lifecycle patterns: `*` is any run of characters, everything else is itself. */

export function matchesWildcard(wildcard: string, text: string): boolean {
  const literal = wildcard.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`).test(text);
}
