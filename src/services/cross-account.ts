/** Repositories of other accounts: what can be seen of them from here, and whether Lambda will go on pulling from them. */
import type { RepositoryName, RepositoryUri } from '../domain/image-reference.js';
import {
  crossAccountStatements,
  lambdaAccess,
  letsAccountPull,
  type Place,
} from '../domain/repository-policy.js';
import { AppError } from '../errors/app-error.js';
import type { CallerIdentity } from '../ports/identity.js';
import type { ImageRepository, RegistryAuthorization } from '../ports/image-repository.js';
import type { RepositoryObservation } from './observe.js';

/**
 * Never undefined: an account that lets another one pull seldom lets it look. Such a repository is taken to be as its name
 * says, and is never created or changed from here. Two reads in parallel, each of which may be denied.
 */
export async function observeForeignRepository(
  name: RepositoryName,
  registryId: string,
  caller: CallerIdentity,
  authorization: RegistryAuthorization,
  repositories: ImageRepository,
): Promise<RepositoryObservation> {
  const host = new URL(authorization.proxyEndpoint).host;
  const [repository, policy] = await Promise.all([
    ifAllowed(repositories.describe(name, registryId)),
    ifAllowed(repositories.readPolicy(name, registryId)),
  ]);
  const unseen = {
    name,
    uri: `${host.replace(caller.account, registryId)}/${name}` as RepositoryUri,
    arn: `arn:${caller.partition}:ecr:${caller.region}:${registryId}:repository/${name}`,
    registryId,
    tagMutability: 'IMMUTABLE',
    tagMutabilityExclusions: [],
    scanOnPush: false,
  } as const;
  return {
    ...unseen,
    ...repository,
    policy,
    // No policy at all, or none that we may see: the registry itself has the word on whether the image can be read.
    lambdaAccess: policy === undefined ? 'allowed' : lambdaAccess(policy, caller),
    foreign: true,
  };
}

/**
 * Lambda copies the image when the function is created or updated, in the caller's name; later, when a function that went
 * Inactive is woken, in its own. So a missing second statement shows weeks after the deploy.
 * https://docs.aws.amazon.com/lambda/latest/dg/images-create.html#configuration-images-xaccount-permissions
 */
export function crossAccountRemarks(
  { foreign, policy, name, registryId }: RepositoryObservation,
  place: Place,
): string[] {
  if (!foreign || policy === undefined) return [];
  const { account, lambda } = crossAccountStatements(place);
  const where = `the policy of ${name} in account ${registryId}`;
  const remarks: string[] = [];
  if (lambdaAccess(policy, place) === 'missing')
    remarks.push(
      `This works today and will break when the function goes Inactive: ${where} lets no lambda.amazonaws.com pull for functions of ${place.account}. Have its owner add this statement: ${JSON.stringify(lambda)}`,
    );
  if (!letsAccountPull(policy, place))
    remarks.push(
      `Lambda may refuse the image: ${where} does not let account ${place.account} pull. Have its owner add this statement: ${JSON.stringify(account)}`,
    );
  return remarks;
}

async function ifAllowed<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof AppError && error.code === 'ACCESS_DENIED') return undefined;
    throw error;
  }
}
