/** Decides whether Lambda could assume a role now. */
import type { RegionSettings } from '../service.js';
import type { Store } from '../store.js';
import { type PolicyStatement, parsePolicyDocument } from './policy-document.js';
import { roleTable } from './role.js';

export type RoleVerdict = 'assumable' | 'not-assumable' | 'other-account';

/** What Lambda asks about the role a function is given. */
export type RoleCheck = (roleArn: string) => RoleVerdict;

/**
 * A role cannot be assumed when it does not exist, does not trust Lambda, or is younger than `settings.rolePropagation`:
 * IAM is eventually consistent and Lambda asks another replica.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
export function createRoleCheck(deps: {
  store: Store;
  settings: RegionSettings;
  clock: () => number;
}): RoleCheck {
  const roles = roleTable(deps.store);
  return (arn) => {
    const [, , , , account, resource = ''] = arn.split(':');
    if (account !== deps.settings.account) return 'other-account';
    const role = roles.get(resource.slice(resource.lastIndexOf('/') + 1));
    if (role?.arn !== arn) return 'not-assumable';
    if (deps.clock() - role.createdAt < deps.settings.rolePropagation) return 'not-assumable';
    return trustsLambda(parsePolicyDocument(role.trustPolicy, 'trust')) ? 'assumable' : 'not-assumable';
  };
}

/** Conditions are not evaluated: they count as met. */
function trustsLambda(statements: readonly PolicyStatement[]): boolean {
  const matching = statements.filter((statement) => coversAssumeRole(statement) && namesLambda(statement));
  return matching.length > 0 && matching.every(({ effect }) => effect === 'Allow');
}

function coversAssumeRole({ actions }: PolicyStatement): boolean {
  return actions.some((action) => ['sts:assumerole', 'sts:*', '*'].includes(action.toLowerCase()));
}

function namesLambda({ principals }: PolicyStatement): boolean {
  return principals['*'] !== undefined || (principals.Service ?? []).includes('lambda.amazonaws.com');
}
