/** What Lambda calls an invocation where the caller did not: its function's ARN and its trace. */

export interface InvokedFunction {
  readonly name: string;
  readonly version: string;
  readonly account: string;
  readonly region: string;
}

/** Unqualified for `$LATEST`, else with the version. */
export function functionArn({ name, version, account, region }: InvokedFunction): string {
  const arn = `arn:${partition(region)}:lambda:${region}:${account}:function:${name}`;
  return version === '$LATEST' ? arn : `${arn}:${version}`;
}

/**
 * An X-Ray header that nobody samples. `random`: at least 40 hex digits.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function unsampledTrace(at: number, random: string): string {
  const seconds = Math.floor(at / 1000).toString(16);
  return `Root=1-${seconds}-${random.slice(0, 24)};Parent=${random.slice(24, 40)};Sampled=0`;
}

function partition(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
