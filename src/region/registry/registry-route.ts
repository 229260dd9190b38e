/** Parses the path of a distribution API request. */

export type RegistryRoute =
  | { readonly kind: 'ping' }
  | { readonly kind: 'tags'; readonly name: string }
  | { readonly kind: 'manifest'; readonly name: string; readonly reference: string }
  | { readonly kind: 'blob'; readonly name: string; readonly reference: string }
  | { readonly kind: 'uploads'; readonly name: string }
  | { readonly kind: 'upload'; readonly name: string; readonly reference: string };

/** Names may contain slashes, also parts called `tags` or `blobs`, so the endings are matched as far right as they go. */
const endings: readonly [Exclude<RegistryRoute['kind'], 'ping'>, RegExp][] = [
  ['tags', /^\/v2\/(.+)\/tags\/list$/],
  ['manifest', /^\/v2\/(.+)\/manifests\/([^/]+)$/],
  ['uploads', /^\/v2\/(.+)\/blobs\/uploads\/?$/],
  ['upload', /^\/v2\/(.+)\/blobs\/uploads\/([^/]+)$/],
  ['blob', /^\/v2\/(.+)\/blobs\/([^/]+)$/],
];

/**
 * Undefined for a path that is none of the API's.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#endpoints
 */
export function parseRegistryRoute(path: string): RegistryRoute | undefined {
  const decoded = decode(path);
  if (decoded === undefined) return undefined;
  if (/^\/v2\/?$/.test(decoded)) return { kind: 'ping' };
  for (const [kind, ending] of endings) {
    const [, name, reference = ''] = ending.exec(decoded) ?? [];
    if (name === undefined) continue;
    return kind === 'tags' || kind === 'uploads' ? { kind, name } : { kind, name, reference };
  }
  return undefined;
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    // A broken escape is no path of ours.
    return undefined;
  }
}
