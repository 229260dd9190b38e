/** Reads ECR's registry token into credentials. */
import { registerSecret } from '../../errors/redact.js';
import type { RegistryAuthorization } from '../../ports/image-repository.js';
import { incompleteAnswer } from './aws-failure.js';

interface TokenAnswer {
  readonly authorizationData?:
    | readonly {
        readonly authorizationToken?: string | undefined;
        readonly proxyEndpoint?: string | undefined;
      }[]
    | undefined;
}

/**
 * The token is base64 of `AWS:<password>`; both are registered as secrets before anything can fail. Its expiry is not looked
 * at: it was made a moment ago, and a wrong clock should not stop a push that the registry would take.
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_AuthorizationData.html
 *
 * @throws REMOTE_REFUSED when the answer holds no usable token.
 */
export function readAuthorization({ authorizationData }: TokenAnswer): RegistryAuthorization {
  const { authorizationToken = '', proxyEndpoint = '' } = authorizationData?.[0] ?? {};
  registerSecret(authorizationToken);
  const decoded = Buffer.from(authorizationToken, 'base64').toString('utf8');
  // Only the first colon separates: other registries' passwords hold colons.
  const colon = decoded.indexOf(':');
  if (colon <= 0 || proxyEndpoint === '')
    throw incompleteAnswer('ECR', 'GetAuthorizationToken', 'a usable token');
  const password = decoded.slice(colon + 1);
  registerSecret(password);
  return { credentials: { username: decoded.slice(0, colon), password }, proxyEndpoint };
}
