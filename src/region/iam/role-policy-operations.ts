/** IAM's operations on the policies of a role: attached managed ones and inline ones. */
import * as z from 'zod';
import { tokenPage } from '../token-page.js';
import { awsPattern } from '../wire/aws-pattern.js';
import { type QueryOperation, queryOperation } from '../wire/query.js';
import { WireError } from '../wire/wire-error.js';
import { parsePolicyDocument } from './policy-document.js';
import { requireRole, roleTable } from './role.js';
import { type IamDeps, roleName } from './role-operations.js';

const policyName = awsPattern('[\\w+=,.@-]+').min(1).max(128);
const attachment = z.strictObject({ RoleName: roleName, PolicyArn: z.string().min(20).max(2048) });
const inline = z.strictObject({ RoleName: roleName, PolicyName: policyName });
const listing = z.strictObject({
  RoleName: roleName,
  PathPrefix: z.string().optional(),
  Marker: z.string().optional(),
  MaxItems: awsPattern('[1-9][0-9]{0,2}|1000').optional(),
});

export function rolePolicyOperations(deps: IamDeps): Record<string, QueryOperation> {
  return { ...attachedPolicies(deps), ...inlinePolicies(deps) };
}

function attachedPolicies(deps: IamDeps): Record<string, QueryOperation> {
  const roles = roleTable(deps.store);
  return {
    AttachRolePolicy: queryOperation(true, attachment, ({ RoleName, PolicyArn }) => {
      const role = requireRole(roles, RoleName);
      requireAttachable(PolicyArn);
      if (!role.attached.includes(PolicyArn))
        roles.put(RoleName, { ...role, attached: [...role.attached, PolicyArn] });
      return undefined;
    }),
    DetachRolePolicy: queryOperation(true, attachment, ({ RoleName, PolicyArn }) => {
      const role = requireRole(roles, RoleName);
      if (!role.attached.includes(PolicyArn)) {
        throw new WireError('NoSuchEntity', `Policy ${PolicyArn} was not found.`, 404);
      }
      roles.put(RoleName, { ...role, attached: role.attached.filter((arn) => arn !== PolicyArn) });
      return undefined;
    }),
    ListAttachedRolePolicies: queryOperation(false, listing, (input) => {
      const { items, ...rest } = pageOf(requireRole(roles, input.RoleName).attached, input);
      const AttachedPolicies = items.map((arn) => ({
        PolicyName: arn.slice(arn.lastIndexOf('/') + 1),
        PolicyArn: arn,
      }));
      return { AttachedPolicies, ...rest };
    }),
  };
}

function inlinePolicies(deps: IamDeps): Record<string, QueryOperation> {
  const roles = roleTable(deps.store);
  return {
    PutRolePolicy: queryOperation(
      true,
      inline.extend({ PolicyDocument: z.string().min(1).max(131_072) }),
      (input) => {
        const role = requireRole(roles, input.RoleName);
        parsePolicyDocument(input.PolicyDocument, 'identity');
        roles.put(input.RoleName, {
          ...role,
          inline: { ...role.inline, [input.PolicyName]: input.PolicyDocument },
        });
        return undefined;
      },
    ),
    GetRolePolicy: queryOperation(false, inline, ({ RoleName, PolicyName }) => {
      const document = requireRole(roles, RoleName).inline[PolicyName];
      if (document === undefined) throw noSuchPolicy(PolicyName);
      return { RoleName, PolicyName, PolicyDocument: encodeURIComponent(document) };
    }),
    DeleteRolePolicy: queryOperation(true, inline, ({ RoleName, PolicyName }) => {
      const role = requireRole(roles, RoleName);
      const { [PolicyName]: removed, ...rest } = role.inline;
      if (removed === undefined) throw noSuchPolicy(PolicyName);
      roles.put(RoleName, { ...role, inline: rest });
      return undefined;
    }),
    ListRolePolicies: queryOperation(false, listing, (input) => {
      const { items, ...rest } = pageOf(Object.keys(requireRole(roles, input.RoleName).inline), input);
      return { PolicyNames: items, ...rest };
    }),
  };
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedRolePolicies.html */
function pageOf(
  names: readonly string[],
  { Marker: token, MaxItems }: { Marker?: string | undefined; MaxItems?: string | undefined },
): { items: readonly string[]; IsTruncated: boolean; Marker?: string } {
  const cut = tokenPage(names, (name) => name, { token, limit: Number(MaxItems ?? 100) }, 'ValidationError');
  return {
    items: cut.items,
    IsTruncated: cut.token !== undefined,
    ...(cut.token !== undefined && { Marker: cut.token }),
  };
}

/** Every policy of AWS's own counts as existing; customer policies cannot be created here, so none does. */
function requireAttachable(arn: string): void {
  if (!/^arn:[\w-]+:iam::(?:\d{12}|aws):policy\/.+$/.test(arn)) {
    throw new WireError('InvalidInput', `ARN ${arn} is not valid.`, 400);
  }
  if (!/^arn:[\w-]+:iam::aws:policy\//.test(arn)) {
    throw new WireError('NoSuchEntity', `Policy ${arn} does not exist or is not attachable.`, 404);
  }
}

function noSuchPolicy(name: string): WireError {
  return new WireError('NoSuchEntity', `The role policy with name ${name} cannot be found.`, 404);
}
