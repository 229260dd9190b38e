/** The name of the log stream that one execution environment writes to. */

/** `2026/11/23/[$LATEST]8f5d…`: day in UTC, version, and an id of 32 hex digits. */
export function logStreamName(at: number, version: string, id: string): string {
  const day = new Date(at).toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[${version}]${id}`;
}
