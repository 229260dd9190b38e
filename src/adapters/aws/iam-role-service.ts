/** Execution roles over IAM. */
import type { Role } from '@aws-sdk/client-iam';
import type { AppError } from '../../errors/app-error.js';
import type { ObservedRole, RoleService } from '../../ports/role-service.js';
import { awsFailure, incompleteAnswer } from './aws-failure.js';
import { readFault } from './aws-fault.js';
import type { AwsSession } from './aws-session.js';
import { lambdaTrustPolicy, trustsLambda } from './trust-policy.js';

/** The tag by which lading knows a role of its own. */
const creatorTag = { Key: 'created-by', Value: 'lading' } as const;
const basicPolicy = 'AWSLambdaBasicExecutionRole';

export function createRoleService(session: AwsSession): RoleService {
  const get = async (name: string) => {
    const role = await getRole(session, name);
    return role && observed(role);
  };
  return {
    get,
    addedPolicies: (name) => addedPolicies(session, name),
    async ensureBasicExecutionRole(name) {
      const existing = await getRole(session, name);
      const role = existing ?? (await createRole(session, name));
      // A role of somebody else keeps the permissions that its owner gave it.
      if (isOurs(role)) await ensureBasicPolicy(session, role, existing === undefined);
      return observed(role);
    },
  };
}

async function getRole(session: AwsSession, name: string): Promise<Role | undefined> {
  try {
    const { api, client } = await session.iam();
    const { Role } = await client.send(new api.GetRoleCommand({ RoleName: name }), session.sendOptions);
    return Role;
  } catch (error) {
    if (isNamed(error, 'NoSuchEntity')) return undefined;
    throw failure(session, error, `Reading role ${name}`, name);
  }
}

/** One page each: a role has no more than 20 attached policies, and few of its own. */
async function addedPolicies(session: AwsSession, name: string): Promise<string[]> {
  try {
    const { api, client } = await session.iam();
    const role = { RoleName: name };
    const [{ AttachedPolicies = [] }, { PolicyNames = [] }] = await Promise.all([
      client.send(new api.ListAttachedRolePoliciesCommand(role), session.sendOptions),
      client.send(new api.ListRolePoliciesCommand(role), session.sendOptions),
    ]);
    const attached = AttachedPolicies.map(({ PolicyName = '' }) => PolicyName);
    return [...attached.filter((policy) => policy !== basicPolicy), ...PolicyNames];
  } catch (error) {
    throw failure(session, error, `Listing the policies of role ${name}`, name);
  }
}

async function createRole(session: AwsSession, name: string): Promise<Role> {
  try {
    const { api, client } = await session.iam();
    const command = new api.CreateRoleCommand({
      RoleName: name,
      AssumeRolePolicyDocument: lambdaTrustPolicy,
      Description: 'Execution role made by lading; it may write logs.',
      Tags: [creatorTag],
    });
    const { Role } = await client.send(command, session.sendOptions);
    if (!Role) throw incompleteAnswer('IAM', 'CreateRole', 'a role');
    return { ...Role, Tags: [creatorTag] };
  } catch (error) {
    const raced = isNamed(error, 'EntityAlreadyExists') ? await getRole(session, name) : undefined;
    if (raced) return raced;
    throw failure(session, error, `Creating role ${name}`, name);
  }
}

/** Reads first unless the role is new: attaching again would be harmless, but a second run shall change nothing. */
async function ensureBasicPolicy(session: AwsSession, role: Role, isNew: boolean): Promise<void> {
  const { api, client } = await session.iam();
  const RoleName = role.RoleName ?? '';
  const partition = role.Arn?.split(':')[1] ?? 'aws';
  const PolicyArn = `arn:${partition}:iam::aws:policy/service-role/${basicPolicy}`;
  try {
    if (!isNew) {
      const { AttachedPolicies } = await client.send(
        new api.ListAttachedRolePoliciesCommand({ RoleName }),
        session.sendOptions,
      );
      if (AttachedPolicies?.some((policy) => policy.PolicyArn === PolicyArn)) return;
    }
    await client.send(new api.AttachRolePolicyCommand({ RoleName, PolicyArn }), session.sendOptions);
  } catch (error) {
    throw failure(session, error, `Attaching ${basicPolicy} to role ${RoleName}`, RoleName);
  }
}

function isOurs({ Tags }: Role): boolean {
  return Tags?.some(({ Key, Value }) => Key === creatorTag.Key && Value === creatorTag.Value) ?? false;
}

function observed(role: Role): ObservedRole {
  return {
    arn: role.Arn ?? '',
    name: role.RoleName ?? '',
    createdAt: role.CreateDate ?? new Date(0),
    trustsLambda: trustsLambda(role.AssumeRolePolicyDocument),
    madeByLading: isOurs(role),
  };
}

/** The query protocol's names come with or without `Exception`, depending on who answers. */
function isNamed(error: unknown, name: string): boolean {
  const found = readFault(error).name;
  return found === name || found === `${name}Exception`;
}

function failure({ settings }: AwsSession, error: unknown, doing: string, role: string): AppError {
  return awsFailure(error, { service: 'IAM', doing, facts: { role }, profile: settings.profile });
}
