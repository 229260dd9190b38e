/** Who of the extensions calls. */
import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.js';

/** The identifier that `register` gave out. @throws Refusal when it is missing or has not its form */
export function extensionIdentifier(request: IncomingMessage): string {
  const sent = request.headers['lambda-extension-identifier'];
  if (typeof sent !== 'string' || sent === '')
    throw new Refusal(
      403,
      'Extension.MissingExtensionIdentifier',
      'Missing Lambda-Extension-Identifier header',
    );
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(sent))
    throw new Refusal(403, 'Extension.InvalidExtensionIdentifier', 'Invalid Lambda-Extension-Identifier');
  return sent.toLowerCase();
}
