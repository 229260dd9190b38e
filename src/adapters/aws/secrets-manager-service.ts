/** Secrets over AWS Secrets Manager. */
import { AppError } from '../../errors/app-error.js';
import type { SecretService } from '../../ports/secret-service.js';
import { awsFailure } from './aws-failure.js';
import { readFault } from './aws-fault.js';
import type { AwsSession } from './aws-session.js';

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
export function createSecretService(session: AwsSession): SecretService {
  return { read: (id) => read(session, id) };
}

async function read(session: AwsSession, id: string): Promise<string | undefined> {
  try {
    const { api, client } = await session.secrets();
    const { SecretString } = await client.send(
      new api.GetSecretValueCommand({ SecretId: id }),
      session.sendOptions,
    );
    if (SecretString === undefined) throw binary(id);
    return SecretString;
  } catch (error) {
    if (readFault(error).name === 'ResourceNotFoundException') return undefined;
    throw awsFailure(error, {
      service: 'Secrets Manager',
      doing: `Reading secret ${id}`,
      profile: session.settings.profile,
    });
  }
}

function binary(id: string): AppError {
  return new AppError({
    code: 'REMOTE_REFUSED',
    message: `Secret ${id} is binary, and only text can be a setting.`,
    suggestions: ['Store it as text (SecretString), or let the function read it itself.'],
    details: { secret: id },
  });
}
