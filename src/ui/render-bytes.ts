/** Sizes for people. */

/** `812 B`, `4.2 kB`, `31.0 MB`, `1.20 GB`: decimal units, as registries count. */
export function renderBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  // The limits lie where rounding would write 1000.0 of the smaller unit.
  if (bytes < 999_950) return `${(bytes / 1e3).toFixed(1)} kB`;
  if (bytes < 999_950_000) return `${(bytes / 1e6).toFixed(1)} MB`;
  return `${(bytes / 1e9).toFixed(2)} GB`;
}
