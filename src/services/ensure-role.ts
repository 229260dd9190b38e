/** Makes the execution role of `role: auto` exist. */
import type { FunctionTarget } from '../domain/deploy-plan.js';
import { autoRoleName } from '../domain/role-name.js';
import type { DeployDeps } from './deploy-deps.js';

/** The target with its role's ARN; makes the role first when it was not there. No call otherwise. */
export async function withRole<Target extends FunctionTarget>(
  target: Target,
  { roles, effects }: Pick<DeployDeps, 'roles' | 'effects'>,
): Promise<Target> {
  if (!target.createRole) return target;
  const role = await roles.ensureBasicExecutionRole(autoRoleName(target.spec.name));
  effects.did(`created role ${role.name}`);
  return { ...target, createRole: false, configuration: { ...target.configuration, role: role.arn } };
}
