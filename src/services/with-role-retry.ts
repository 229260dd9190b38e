/** Retries a call to Lambda while a fresh execution role cannot be assumed yet, and only then. */
import { AppError } from '../errors/app-error.js';
import type { ObservedRole, RoleService } from '../ports/role-service.js';
import type { Clock } from '../ports/system.js';

interface RetryDeps {
  readonly roles: RoleService;
  readonly clock: Clock;
}

interface RetryLimits {
  /** Milliseconds since the epoch; there is no retry after it. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/** IAM is eventually consistent: most roles can be assumed within seconds, some take a minute (failures.md B4). */
const patience = 90_000;
const firstPause = 500;
const longestPause = 8_000;

/**
 * Calls until it succeeds or fails for another reason. Lambda says the same about a fresh role and about a role that does not
 * trust it, so the trust policy is read once: wrong trust ends at once. @throws ROLE_UNUSABLE and whatever the call throws
 */
export async function withRoleRetry<T>(
  roleArn: string,
  call: () => Promise<T>,
  deps: RetryDeps,
  { deadline, signal }: RetryLimits,
): Promise<T> {
  const last = Math.min(deps.clock.now() + patience, deadline);
  let looked = false;
  for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'ROLE_UNUSABLE') throw error;
      if (!looked) await requireTrust(roleArn, deps.roles);
      looked = true;
      const left = last - deps.clock.now();
      if (left <= 0) throw error;
      await deps.clock.sleep(Math.min(pause, left), signal);
    }
  }
}

async function requireTrust(roleArn: string, roles: RoleService): Promise<void> {
  const name = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  const role = await readRole(name, roles);
  if (role === 'hidden' || role?.trustsLambda) return;
  throw new AppError({
    code: 'ROLE_UNUSABLE',
    message: role
      ? `Role ${roleArn} does not trust Lambda: its trust policy has no statement that lets lambda.amazonaws.com call sts:AssumeRole.`
      : `Role ${roleArn} does not exist.`,
    suggestions: [
      role
        ? `Add {"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"} with: aws iam update-assume-role-policy --role-name ${name} --policy-document file://trust.json`
        : 'Name an existing role, or let lading make one: role: auto.',
    ],
    details: { role: roleArn },
  });
}

/** A caller who may not look at roles is not told that the role is wrong; the retry then decides. */
async function readRole(name: string, roles: RoleService): Promise<ObservedRole | undefined | 'hidden'> {
  try {
    return await roles.get(name);
  } catch (error) {
    if (error instanceof AppError && error.code === 'ACCESS_DENIED') return 'hidden';
    throw error;
  }
}
