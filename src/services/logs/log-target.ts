/** Where a function writes its logs to, and which of the streams there are its own. */
import type { FunctionName } from '../../domain/function-spec.js';
import type { StreamChoice } from '../../domain/logs/log-stream-name.js';
import { AppError } from '../../errors/app-error.js';
import type { FunctionService } from '../../ports/function-service.js';
import type { Identity } from '../../ports/identity.js';
import type { ReleaseReader } from '../../ports/release-reader.js';

export interface LogTarget {
  readonly logGroup: string;
  readonly logGroupArn: string;
  readonly choice: StreamChoice;
}

interface TargetDeps {
  readonly functions: Pick<FunctionService, 'get'>;
  readonly releases: Pick<ReleaseReader, 'listAliases'>;
  readonly identity: Pick<Identity, 'caller'>;
}

/** A log group, and in whose account and region it is. */
interface Place {
  readonly logGroup: string;
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/**
 * Honours the function's logging configuration. Who may not read that is told, and gets the log group that a function writes to
 * unless it is configured otherwise.
 * @param qualifier `$LATEST`, a version, or an alias, which stands for the versions that it sends traffic to
 * @param note tells the user
 * @throws FUNCTION_NOT_FOUND, ACCESS_DENIED for an alias that may not be read
 */
export async function findLogTarget(
  name: FunctionName,
  qualifier: string | undefined,
  deps: TargetDeps,
  note: (text: string) => void,
): Promise<LogTarget> {
  const own = `/aws/lambda/${name}`;
  const [configured, versions] = await Promise.all([
    configuredPlace(name, own, deps),
    qualifier === undefined ? undefined : versionsOf(name, qualifier, deps.releases),
  ]);
  if (configured === 'refused') {
    note(
      `Warning: lambda:GetFunction is not allowed, so lading cannot see which log group ${name} writes to, and reads ${own}.`,
    );
  }
  const { logGroup, partition, region, account } =
    configured === 'refused' ? { ...(await deps.identity.caller()), logGroup: own } : configured;
  return {
    logGroup,
    logGroupArn: `arn:${partition}:logs:${region}:${account}:log-group:${logGroup}`,
    choice: { functionName: name, versions, shared: logGroup !== own },
  };
}

/** @throws FUNCTION_NOT_FOUND */
async function configuredPlace(
  name: FunctionName,
  own: string,
  { functions }: TargetDeps,
): Promise<Place | 'refused'> {
  const observed = await functions.get(name).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'ACCESS_DENIED') return 'refused' as const;
    throw error;
  });
  if (observed === 'refused') return 'refused';
  if (observed === undefined) throw missingFunction(name, own);
  const [, partition = '', , region = '', account = ''] = observed.arn.split(':');
  return { logGroup: observed.configuration.logging.logGroup ?? own, partition, region, account };
}

function missingFunction(name: FunctionName, own: string): AppError {
  return new AppError({
    code: 'FUNCTION_NOT_FOUND',
    message: `Function ${name} does not exist in this account and region.`,
    suggestions: [
      'Look elsewhere: --region, --profile',
      `The logs of a function that was deleted may still be there: aws logs tail ${own}`,
    ],
    details: { function: name },
  });
}

async function versionsOf(
  name: FunctionName,
  qualifier: string,
  releases: TargetDeps['releases'],
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
