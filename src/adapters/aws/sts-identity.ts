/** Who is calling, over STS. */
import type { CallerIdentity, Identity } from '../../ports/identity.js';
import { awsFailure, incompleteAnswer } from './aws-failure.js';
import type { AwsSession } from './aws-session.js';

/** Asks once a run; later calls get the same answer. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export function createIdentity(session: AwsSession): Identity {
  let asked: Promise<CallerIdentity> | undefined;
  return {
    region: () => regionOf(session),
    caller() {
      asked ??= ask(session);
      return asked;
    },
  };
}

async function ask(session: AwsSession): Promise<CallerIdentity> {
  try {
    const { api, client } = await session.sts();
    const region = await client.config.region();
    const { Account: account, Arn: arn } = await client.send(
      new api.GetCallerIdentityCommand({}),
      session.sendOptions,
    );
    if (!account || !arn) throw incompleteAnswer('STS', 'GetCallerIdentity', 'account and ARN');
    return { account, arn, partition: arn.split(':')[1] ?? 'aws', region };
  } catch (error) {
    throw awsFailure(error, {
      service: 'STS',
      doing: 'Asking who is calling',
      profile: session.settings.profile,
    });
  }
}

async function regionOf(session: AwsSession): Promise<string> {
  try {
    const { client } = await session.sts();
    return await client.config.region();
  } catch (error) {
    throw awsFailure(error, {
      service: 'STS',
      doing: 'Looking for the region',
      profile: session.settings.profile,
    });
  }
}
