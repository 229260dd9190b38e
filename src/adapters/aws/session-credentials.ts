/** Hands out the credentials that a session signs with. */
import type { CredentialsSource } from '../../ports/aws-credentials.js';
import { awsFailure } from './aws-failure.js';
import type { AwsSession } from './aws-session.js';

/** Whatever it hands out is registered as a secret by the client that found it. */
export function createCredentialsSource(session: AwsSession): CredentialsSource {
  return {
    async read() {
      try {
        const { client } = await session.sts();
        const { accessKeyId, secretAccessKey, sessionToken } = await client.config.credentials();
        return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
      } catch (error) {
        throw awsFailure(error, {
          service: 'STS',
          doing: 'Looking for credentials for the function',
          profile: session.settings.profile,
        });
      }
    },
  };
}
