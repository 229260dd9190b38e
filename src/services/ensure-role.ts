/** Makes the execution role of `role: auto` exist. */
import type { FunctionTarget } from '../domain/deploy-plan.js';
import { autoRoleName } from '../domain/role-name.js';
import type { DeployDeps } from './deploy-deps.js';

/** The role's ARN; makes the role of `role: auto` first when it does not exist. */
export async function ensureRole(
  { spec, configuration, createRole }: FunctionTarget,
  { roles, effects }: DeployDeps,
): Promise<string> {
  if (!createRole && configuration.role !== undefined) return configuration.role;
  const role = await roles.ensureBasicExecutionRole(autoRoleName(spec.name));
  effects.did(`created role ${role.name}`);
  return role.arn;
}
