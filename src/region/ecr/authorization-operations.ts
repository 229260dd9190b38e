/** GetAuthorizationToken. */
import * as z from 'zod';
import { issueToken } from './authorization-tokens.js';
import { type EcrOperation, operation } from './operation.js';
import { registryId } from './request-members.js';

/** One token, whatever registries are named: that member is deprecated, and a token opens every registry of the region. */
const getAuthorizationToken = operation(
  z.strictObject({ registryIds: z.array(registryId).min(1).max(10).optional() }),
  'reads',
  (context) => {
    const { password, expiresAt } = issueToken(context);
    const authorizationToken = Buffer.from(`AWS:${password}`).toString('base64');
    const proxyEndpoint = `http://${context.settings.host}`;
    return { authorizationData: [{ authorizationToken, expiresAt: expiresAt / 1000, proxyEndpoint }] };
  },
);

export const authorizationOperations: Record<string, EcrOperation> = {
  GetAuthorizationToken: getAuthorizationToken,
};
