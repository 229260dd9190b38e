/** IAM's operations on roles themselves: create, get, delete, tag. */
import * as z from 'zod';
import type { RegionSettings } from '../service.js';
import type { Store } from '../store.js';
import { awsPattern } from '../wire/aws-pattern.js';
import { type QueryOperation, queryOperation } from '../wire/query.js';
import { WireError } from '../wire/wire-error.js';
import { parsePolicyDocument } from './policy-document.js';
import { describeRole, newRoleId, type Role, requireRole, roleTable } from './role.js';

export interface IamDeps {
  readonly store: Store;
  readonly settings: RegionSettings;
  readonly clock: () => number;
}

export const roleName = awsPattern('[\\w+=,.@-]+').min(1).max(64);

const tags = z.array(z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) })).max(50);

const createRole = z.strictObject({
  RoleName: roleName,
  Path: awsPattern('(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)').max(512).default('/'),
  AssumeRolePolicyDocument: z.string().min(1).max(131_072),
  Description: z.string().max(1000).optional(),
  MaxSessionDuration: z.string().optional(),
  PermissionsBoundary: z.string().optional(),
  Tags: tags.optional(),
});

export function roleOperations(deps: IamDeps): Record<string, QueryOperation> {
  const roles = roleTable(deps.store);
  return {
    CreateRole: queryOperation(true, createRole, (input) => {
      if (roles.get(input.RoleName)) {
        throw new WireError('EntityAlreadyExists', `Role with name ${input.RoleName} already exists.`, 409);
      }
      const role = newRole(deps, input);
      roles.put(role.name, role);
      return { Role: describeRole(role) };
    }),
    GetRole: queryOperation(false, z.strictObject({ RoleName: roleName }), ({ RoleName }) => ({
      Role: { ...describeRole(requireRole(roles, RoleName)), RoleLastUsed: {} },
    })),
    DeleteRole: queryOperation(true, z.strictObject({ RoleName: roleName }), ({ RoleName }) => {
      requireDeletable(requireRole(roles, RoleName));
      roles.delete(RoleName);
      return undefined;
    }),
    TagRole: queryOperation(
      true,
      z.strictObject({ RoleName: roleName, Tags: tags }),
      ({ RoleName, Tags }) => {
        const role = requireRole(roles, RoleName);
        roles.put(RoleName, { ...role, tags: { ...role.tags, ...tagRecord(Tags) } });
        return undefined;
      },
    ),
  };
}

function newRole(deps: IamDeps, input: z.infer<typeof createRole>): Role {
  parsePolicyDocument(input.AssumeRolePolicyDocument, 'trust');
  return {
    name: input.RoleName,
    path: input.Path,
    id: newRoleId(),
    arn: `arn:aws:iam::${deps.settings.account}:role${input.Path}${input.RoleName}`,
    trustPolicy: input.AssumeRolePolicyDocument,
    description: input.Description,
    maxSessionDuration: Number(input.MaxSessionDuration ?? 3600),
    createdAt: deps.clock(),
    tags: tagRecord(input.Tags ?? []),
    attached: [],
    inline: {},
  };
}

function requireDeletable(role: Role): void {
  if (role.attached.length > 0) {
    throw new WireError('DeleteConflict', 'Cannot delete entity, must detach all policies first.', 409);
  }
  if (Object.keys(role.inline).length > 0) {
    throw new WireError('DeleteConflict', 'Cannot delete entity, must delete policies first.', 409);
  }
}

function tagRecord(list: readonly { Key: string; Value: string }[]): Record<string, string> {
  return Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]));
}
