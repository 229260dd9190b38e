/** Makes the execution roles of `role: auto` exist, early: IAM takes a while until Lambda may assume a new one. */
import type { DesiredDeployment } from '../domain/desired-deployment.js';
import { autoRoleName } from '../domain/role-name.js';
import type { DeployDeps } from './deploy-deps.js';

/** ARNs by function name, those that were there and those made now, in parallel. No call when none is missing. */
export async function ensureRoles(
  { functions }: Pick<DesiredDeployment, 'functions'>,
  existing: Readonly<Record<string, string>>,
  { roles, effects }: Pick<DeployDeps, 'roles' | 'effects'>,
): Promise<Readonly<Record<string, string>>> {
  const missing = functions.filter(({ name, role }) => role === 'auto' && existing[name] === undefined);
  const made = await Promise.all(
    missing.map(async ({ name }): Promise<[string, string]> => {
      const role = await roles.ensureBasicExecutionRole(autoRoleName(name));
      effects.did(`created role ${role.name}`);
      return [name, role.arn];
    }),
  );
  return Object.assign(Object.create(null), existing, Object.fromEntries(made));
}
