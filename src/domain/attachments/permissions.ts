/** Statements of a function's resource policy; only those that lading added are ever taken away. */
import { createHash } from 'node:crypto';
import type { FieldChange } from '../field-change.js';
import type { AttachmentPlan } from './attachment-plan.js';
import { compareFields } from './compare-fields.js';
import { type ObservedStatement, type PermissionGrant, showGrant } from './permission-statement.js';

export interface PermissionSetting extends PermissionGrant {
  /** As the file calls it; in the account it is part of a longer one. */
  readonly statementId: string;
}

export type PermissionStep =
  | { readonly do: 'add'; readonly statementId: string; readonly grant: PermissionGrant }
  | { readonly do: 'remove'; readonly statementId: string };

/** `lading-NAME-1a2b3c4d`: whose statement it is, what the file calls it, and what it grants. */
const ours = /^lading-(?<name>.+)-[0-9a-f]{8}$/;

/**
 * A statement cannot be changed, only added and removed. Its id therefore carries a hash of what it grants: the new one is added
 * beside the old one before that goes, so that nobody is shut out in between, and what AWS makes of a principal is no difference.
 */
export function planPermissions(
  desired: readonly PermissionSetting[],
  observed: readonly ObservedStatement[] = [],
): AttachmentPlan<'permissions', PermissionStep> {
  const wanted = desired.map((setting) => ({ setting, id: statementIdOf(setting) }));
  const there = new Set(observed.map(({ statementId }) => statementId));
  const added = wanted.filter(({ id }) => !there.has(id));
  const kept = new Set(wanted.map(({ id }) => id));
  const removed = observed.filter(({ statementId }) => ours.test(statementId) && !kept.has(statementId));
  const names = new Set(desired.map(({ statementId }) => statementId));
  const changes = [
    ...added.flatMap(({ setting }) => describeAdded(setting, removed)),
    ...removed.flatMap((statement) => (names.has(nameOf(statement)) ? [] : [describeRemoved(statement)])),
  ];
  const steps: PermissionStep[] = [
    ...added.map(({ setting: { statementId: _name, ...grant }, id }) => ({
      do: 'add' as const,
      statementId: id,
      grant,
    })),
    ...removed.map(({ statementId }) => ({ do: 'remove' as const, statementId })),
  ];
  return { kind: 'permissions', action: actionOf(steps), changes, steps };
}

/** The id in the account of what the file calls `setting.statementId`. */
export function statementIdOf({ statementId, ...grant }: PermissionSetting): string {
  const facts = Object.entries(grant).sort(([a], [b]) => (a < b ? -1 : 1));
  const hash = createHash('sha256').update(JSON.stringify(facts)).digest('hex');
  return `lading-${statementId}-${hash.slice(0, 8)}`;
}

function describeAdded(
  { statementId, ...grant }: PermissionSetting,
  removed: readonly ObservedStatement[],
): FieldChange[] {
  const path = `permissions.${statementId}`;
  const before = removed.find((statement) => nameOf(statement) === statementId);
  if (!before) return [{ path, to: showGrant(grant) }];
  const from = showGrant(before.grant);
  const to = showGrant(grant);
  const gone = Object.fromEntries(Object.keys(from).map((name) => [name, to[name] ?? false]));
  const changes = compareFields(path, from, { ...gone, ...to });
  return changes.length > 0 ? changes : [{ path, from, to }];
}

function describeRemoved(statement: ObservedStatement): FieldChange {
  return { path: `permissions.${nameOf(statement)}`, from: showGrant(statement.grant) };
}

function nameOf({ statementId }: ObservedStatement): string {
  return ours.exec(statementId)?.groups?.name ?? statementId;
}

function actionOf(steps: readonly PermissionStep[]): 'create' | 'update' | 'delete' | 'none' {
  if (steps.length === 0) return 'none';
  if (steps.every((step) => step.do === 'add')) return 'create';
  return steps.every((step) => step.do === 'remove') ? 'delete' : 'update';
}
