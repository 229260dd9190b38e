/** The name of the log stream that one execution environment writes to. */

export interface LogStreamWriter {
  readonly name: string;
  /** `$LATEST` or a number. */
  readonly version: string;
  readonly logGroup: string;
}

/**
 * `2026/11/23/[$LATEST]8f5d…`: day in UTC, version, and an id of 32 hex digits. In a group other than its own, which several
 * functions may share, the function says who it is: `2026/11/23/resize[$LATEST]8f5d…`.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html; without the brackets that it puts
 * around the id, which real names do not have.
 */
export function logStreamName(at: number, { name, version, logGroup }: LogStreamWriter, id: string): string {
  const day = new Date(at).toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/${logGroup === `/aws/lambda/${name}` ? '' : name}[${version}]${id}`;
}
