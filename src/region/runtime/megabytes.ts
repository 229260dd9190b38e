/** Memory as Lambda reports it. */

/** Whole MB, never more than there are; undefined for what was not measured. */
export function megabytes(bytes: number | undefined, most: number): number | undefined {
  return bytes === undefined ? undefined : Math.min(most, Math.ceil(bytes / 1024 / 1024));
}
