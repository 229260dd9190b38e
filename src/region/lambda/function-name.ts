/** Function names, ARNs, partial ARNs and qualifiers, in all the forms that Lambda takes. */
import type { RegionSettings } from '../service.js';
import { awsPattern } from '../wire/aws-pattern.js';
import { WireError } from '../wire/wire-error.js';

const arnPrefix =
  '(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?';

/** Of operations that change a function. */
export const functionName = awsPattern(`${arnPrefix}([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?`)
  .min(1)
  .max(140);

/** Of operations on the function as a whole, which take no qualifier. */
export const unqualifiedFunctionName = awsPattern(`${arnPrefix}([a-zA-Z0-9-_]+)`).min(1).max(140);

/** Of operations that read, which also take a qualifier. */
export const namespacedFunctionName = awsPattern(
  `${arnPrefix}([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?`,
)
  .min(1)
  .max(256);

export const qualifier = awsPattern('\\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+').min(1).max(128);

export interface FunctionReference {
  readonly name: string;
  /** Version, alias or `$LATEST`, when one was named. */
  readonly qualifier?: string;
}

/**
 * Takes `name`, `name:qualifier`, `account:function:name`, `function:name` and full ARNs, each with or without a qualifier.
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html#API_GetFunction_RequestSyntax
 * @param given the Qualifier parameter
 * @throws WireError InvalidParameterValueException when name and parameter name different qualifiers, ResourceNotFoundException
 *   for a function of another region, AccessDeniedException for one of another account
 */
export function parseFunctionReference(
  text: string,
  settings: Pick<RegionSettings, 'account' | 'region'>,
  given?: string,
): FunctionReference {
  const parts = text.split(':');
  // The last part is a name, also where that is `function`.
  const marker = parts.slice(0, -1).lastIndexOf('function');
  const [name = '', derived] = parts.slice(marker + 1);
  if (marker > 0) requireOwn(parts.slice(0, marker), name, settings);
  if (derived !== undefined && given !== undefined && derived !== given) {
    throw new WireError(
      'InvalidParameterValueException',
      'The derived qualifier from the function name does not match the specified qualifier.',
      400,
    );
  }
  const chosen = derived ?? given;
  return { name, ...(chosen !== undefined && { qualifier: chosen }) };
}

export function functionArn(settings: RegionSettings, name: string, suffix?: string): string {
  const arn = `arn:aws:lambda:${settings.region}:${settings.account}:function:${name}`;
  return suffix === undefined ? arn : `${arn}:${suffix}`;
}

/** Account, and before it the region, of the part of an ARN that stands before `function`. */
function requireOwn(
  prefix: readonly string[],
  name: string,
  settings: Pick<RegionSettings, 'account' | 'region'>,
): void {
  const account = prefix.at(-1) ?? settings.account;
  const region = prefix.at(-2) || settings.region;
  if (region !== settings.region) {
    throw new WireError(
      'ResourceNotFoundException',
      `Functions from '${region}' are not reachable in this region ('${settings.region}')`,
      404,
    );
  }
  if (account !== settings.account) {
    const arn = `arn:aws:lambda:${region}:${account}:function:${name}`;
    throw new WireError(
      'AccessDeniedException',
      `User: arn:aws:iam::${settings.account}:root is not authorized to perform this operation on resource: ${arn} because no resource-based policy allows it`,
      403,
    );
  }
}
