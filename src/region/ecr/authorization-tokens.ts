/** Issues the passwords that the registry accepts for user `AWS`, and checks them. */
import { createHash, randomBytes } from 'node:crypto';
import { registerSecret } from '../../errors/redact.js';
import type { EcrContext } from './ecr-tables.js';

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html */
const lifetime = 12 * 60 * 60 * 1000;

/** A new password, valid for 12 hours and across restarts of the region; only its hash is kept. */
export function issueToken(context: EcrContext): { password: string; expiresAt: number } {
  const password = randomBytes(96).toString('base64url');
  registerSecret(password);
  registerSecret(Buffer.from(`AWS:${password}`).toString('base64'));
  const expiresAt = context.clock() + lifetime;
  forgetLongExpired(context);
  context.tables.tokens.put(keyOf(password), expiresAt);
  return { password, expiresAt };
}

export function checkToken(context: EcrContext, password: string): 'valid' | 'expired' | 'unknown' {
  const expiresAt = context.tables.tokens.get(keyOf(password));
  if (expiresAt === undefined) return 'unknown';
  return expiresAt > context.clock() ? 'valid' : 'expired';
}

/** An expired token is remembered for a while, so that its user is told so and not merely refused. */
function forgetLongExpired({ tables, clock }: EcrContext): void {
  for (const [key, expiresAt] of tables.tokens.entries()) {
    if (expiresAt + lifetime < clock()) tables.tokens.delete(key);
  }
}

function keyOf(password: string): string {
  return createHash('sha256').update(password).digest('hex');
}
