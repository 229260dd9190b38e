/** What the ECR repository of a deploy needs: settings that differ, and a policy that lets Lambda pull. Pure. */
import type { FieldChange } from './field-change.js';
import type { RepositoryUri } from './image-reference.js';
import type { KeepImages } from './keep-images.js';
import type { LambdaAccess } from './repository-policy.js';
import type { RepositorySettings } from './repository-settings.js';

export interface RepositoryPlan {
  readonly name: string;
  readonly action: 'create' | 'update' | 'none';
  readonly changes: readonly FieldChange[];
  /** Whether the policy statement that lets Lambda pull has to be added. */
  readonly addPolicy: boolean;
}

/** A repository as far as planning needs it. */
export interface RepositoryView {
  readonly uri: RepositoryUri;
  readonly tagMutability: string;
  readonly tagMutabilityExclusions: readonly string[];
  readonly scanOnPush: boolean;
  /** Missing when it was not asked for, or is not as lading writes it. */
  readonly keepImages?: KeepImages | undefined;
  readonly lambdaAccess: LambdaAccess;
}

/** Settings asked for; missing ones stay as they are. */
export interface RepositoryTarget extends RepositorySettings {
  readonly name: string;
}

export function planRepository(target: RepositoryTarget, view: RepositoryView | undefined): RepositoryPlan {
  const { name, ...settings } = target;
  const changes = (Object.keys(settings) as (keyof RepositorySettings)[]).flatMap((path): FieldChange[] => {
    const to = settings[path];
    // A new repository has no lifecycle policy that could be taken away.
    const from = view ? view[path] : path === 'keepImages' ? false : undefined;
    if (to === undefined || JSON.stringify(from) === JSON.stringify(to)) return [];
    return [{ path, ...(from !== undefined && { from: asJson(from) }), to: asJson(to) }];
  });
  if (!view) return { name, action: 'create', changes, addPolicy: true };
  const addPolicy = view.lambdaAccess === 'missing';
  return { name, action: changes.length > 0 || addPolicy ? 'update' : 'none', changes, addPolicy };
}

function asJson(value: string | number | boolean | readonly string[]): string | number | boolean | string[] {
  return typeof value === 'object' ? [...value] : value;
}
