/** One request to ECR with its errors in our words. */
import type { RepositoryName } from '../../domain/image-reference.js';
import { awsFailure } from './aws-failure.js';
import type { AwsSession } from './aws-session.js';

type Sdk = Awaited<ReturnType<AwsSession['ecr']>>;
/** `doing` starts the sentence of an error: `Reading repository team/app`. */
export type EcrCall = <Output>(
  doing: string,
  repository: RepositoryName | undefined,
  run: (sdk: Sdk, options: AwsSession['sendOptions']) => Promise<Output>,
) => Promise<Output>;

export function ecrCall(session: AwsSession): EcrCall {
  return async (doing, repository, run) => {
    try {
      return await run(await session.ecr(), session.sendOptions);
    } catch (error) {
      const { profile } = session.settings;
      throw awsFailure(error, {
        service: 'ECR',
        doing,
        ...(repository && { facts: { repository } }),
        profile,
      });
    }
  };
}
