/** A role as the region stores it, and as IAM shows it. */
import { randomBytes } from 'node:crypto';
import type { Store, Table } from '../store.js';
import { WireError } from '../wire/wire-error.js';

export interface Role {
  readonly name: string;
  /** `/` or `/service-role/`. */
  readonly path: string;
  /** `AROA` and 17 characters; another one each time a role of the same name is created. */
  readonly id: string;
  readonly arn: string;
  /** The JSON text as it was given. */
  readonly trustPolicy: string;
  readonly description?: string | undefined;
  /** Seconds. */
  readonly maxSessionDuration: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly tags: Readonly<Record<string, string>>;
  /** ARNs of attached managed policies. */
  readonly attached: readonly string[];
  /** Inline policies: name → JSON text. */
  readonly inline: Readonly<Record<string, string>>;
}

/** Roles by name. */
export function roleTable(store: Store): Table<Role> {
  return store.table<Role>('iam.roles');
}

/** @throws WireError NoSuchEntity 404 */
export function requireRole(roles: Table<Role>, name: string): Role {
  const role = roles.get(name);
  if (!role) throw new WireError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404);
  return role;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids */
export function newRoleId(): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return `AROA${[...randomBytes(17)].map((byte) => alphabet[byte % alphabet.length]).join('')}`;
}

/** The shape `Role` of the API; IAM sends policy documents percent-encoded (RFC 3986). */
export function describeRole(role: Role): Record<string, unknown> {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: isoSeconds(role.createdAt),
    AssumeRolePolicyDocument: encodeURIComponent(role.trustPolicy),
    Description: role.description,
    MaxSessionDuration: role.maxSessionDuration,
    Tags: tagList(role.tags),
  };
}

function tagList(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] | undefined {
  const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return list.length > 0 ? list : undefined;
}

function isoSeconds(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
