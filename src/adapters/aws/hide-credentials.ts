/** Keeps the credentials that a client signs with out of every text. */
import { registerSecret } from '../../errors/redact.js';

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** The part of a client that signing reads; every generated client has it. */
interface SigningClient {
  readonly config: { credentials: (properties?: never) => Promise<Credentials> };
}

/** Registers whatever the credential chain comes up with before it is used, also after it was renewed. */
export function hideCredentials<Client extends SigningClient>(client: Client): Client {
  const provide = client.config.credentials;
  client.config.credentials = async (properties) => {
    const found = await provide(properties);
    for (const part of [found.accessKeyId, found.secretAccessKey, found.sessionToken ?? ''])
      registerSecret(part);
    return found;
  };
  return client;
}
