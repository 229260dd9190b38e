/** What the name of a log stream says about who writes to it. */

export interface LogStreamOwner {
  /** Only in log groups that a function was told to use, which several may share. */
  readonly functionName?: string;
  /** `$LATEST` or a number. */
  readonly version: string;
}

export interface StreamChoice {
  readonly functionName: string;
  /** `$LATEST` and numbers; undefined takes all. */
  readonly versions: readonly string[] | undefined;
  /** The group is not the function's own. */
  readonly shared: boolean;
}

/** `2026/11/23/[3]0f…` or `2026/11/23/resize[3][0f…]`. */
const shape = /^\d{4}\/\d\d\/\d\d\/(?<functionName>[a-zA-Z0-9-_]*)\[(?<version>\$LATEST|\d+)\]/;

/**
 * Undefined for streams that Lambda did not name.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
 */
export function parseLogStreamName(name: string): LogStreamOwner | undefined {
  const { functionName, version } = shape.exec(name)?.groups ?? {};
  if (version === undefined) return undefined;
  return functionName ? { functionName, version } : { version };
}

/** Whether a stream is one of the function's, and of the versions asked for. */
export function isChosenStream(name: string, { functionName, versions, shared }: StreamChoice): boolean {
  const owner = parseLogStreamName(name);
  if (!owner) return !shared && versions === undefined;
  if (owner.functionName !== undefined && owner.functionName !== functionName) return false;
  return versions?.includes(owner.version) ?? true;
}
