/** Where a function writes its logs to, and which of the streams there are its own. */
import type { FunctionName } from '../../domain/function-spec.js';
import type { ObservedFunction } from '../../domain/function-state.js';
import type { StreamChoice } from '../../domain/logs/log-stream-name.js';
import { AppError } from '../../errors/app-error.js';
import type { FunctionService } from '../../ports/function-service.js';
import type { ReleaseReader } from '../../ports/release-reader.js';

export interface LogTarget {
  readonly logGroup: string;
  readonly logGroupArn: string;
  readonly choice: StreamChoice;
}

interface TargetDeps {
  readonly functions: FunctionService;
  readonly releases: ReleaseReader;
}

/**
 * Honours the function's logging configuration.
 * @param qualifier `$LATEST`, a version, or an alias, which stands for the versions that it sends traffic to
 * @throws FUNCTION_NOT_FOUND
 */
export async function findLogTarget(
  name: FunctionName,
  qualifier: string | undefined,
  deps: TargetDeps,
): Promise<LogTarget> {
  const [observed, versions] = await Promise.all([
    deps.functions.get(name),
    qualifier === undefined ? undefined : versionsOf(name, qualifier, deps.releases),
  ]);
  if (!observed) {
    throw new AppError({
      code: 'FUNCTION_NOT_FOUND',
      message: `Function ${name} does not exist in this account and region.`,
      suggestions: [
        'Look elsewhere: --region, --profile',
        `The logs of a function that was deleted may still be there: aws logs tail /aws/lambda/${name}`,
      ],
      details: { function: name },
    });
  }
  const own = `/aws/lambda/${name}`;
  const logGroup = observed.configuration.logging.logGroup ?? own;
  return {
    logGroup,
    logGroupArn: logGroupArn(observed, logGroup),
    choice: { functionName: name, versions, shared: logGroup !== own },
  };
}

async function versionsOf(
  name: FunctionName,
  qualifier: string,
  releases: ReleaseReader,
): Promise<readonly string[]> {
  if (qualifier === '$LATEST' || /^\d+$/.test(qualifier)) return [qualifier];
  const aliases = await releases.listAliases(name);
  const alias = aliases.find((each) => each.name === qualifier);
  if (alias) return [alias.version, ...Object.keys(alias.weights)];
  const known = aliases.map((each) => each.name);
  throw new AppError({
    code: 'FUNCTION_NOT_FOUND',
    message: `Function ${name} has no alias ${qualifier}; it has ${known.length > 0 ? known.join(', ') : 'none'}.`,
    suggestions: [`See versions and aliases: lading history ${name}`],
    details: { function: name, qualifier, aliases: known },
  });
}

/** In the partition, region and account of the function's own ARN. */
function logGroupArn({ arn }: ObservedFunction, logGroup: string): string {
  const [, partition, , region, account] = arn.split(':');
  return `arn:${partition}:logs:${region}:${account}:log-group:${logGroup}`;
}
