/** Reads what a repository's lifecycle policy could take from the functions: the policy, the images, and who runs them. */

import type { DesiredDeployment } from '../domain/desired-deployment.js';
import type { FunctionName } from '../domain/function-spec.js';
import type { ObservedAlias, ObservedFunction } from '../domain/function-state.js';
import type { AgingImage } from '../domain/lifecycle-policy.js';
import { AppError } from '../errors/app-error.js';
import type { DeployDeps } from './deploy-deps.js';

export interface LifecycleObservation {
  readonly policy: string;
  readonly images: readonly AgingImage[];
  /** Digest → who runs it; versions that aliases name first. */
  readonly uses: ReadonlyMap<string, string>;
}

export type LifecycleDeps = Pick<DeployDeps, 'repositories' | 'catalogue' | 'releases'>;

/**
 * Undefined without a policy, and where these credentials may not look: a deploy must not need more permissions for a warning.
 * Costs one read, and only with a policy those of images, versions and aliases. @throws what other reads throw
 */
export async function observeLifecycle(
  { repository: { name }, functions }: Pick<DesiredDeployment, 'repository' | 'functions'>,
  deps: LifecycleDeps,
): Promise<LifecycleObservation | undefined> {
  try {
    const policy = await deps.repositories.readLifecyclePolicy(name);
    if (policy === undefined) return undefined;
    const [images, ...uses] = await Promise.all([
      deps.catalogue.listImages(name),
      ...functions.map((spec) => usesOf(spec.name, deps)),
    ]);
    return {
      policy,
      images: (images ?? []).map(({ pushedAt, ...image }) => ({ ...image, pushedAt: Date.parse(pushedAt) })),
      uses: firstOf(uses.flat().sort((a, b) => Number(b.named) - Number(a.named))),
    };
  } catch (error) {
    if (error instanceof AppError && error.code === 'ACCESS_DENIED') return undefined;
    throw error;
  }
}

interface Use {
  readonly digest: string;
  readonly user: string;
  /** Whether an alias names it. */
  readonly named: boolean;
}

async function usesOf(name: FunctionName, { releases }: LifecycleDeps): Promise<Use[]> {
  const [versions, aliases] = await Promise.all([releases.listVersions(name), releases.listAliases(name)]);
  return versions
    .filter(({ packageType }) => packageType === 'Image')
    .map((version) => useOf(version, aliases));
}

function useOf({ name, version, codeSha256 }: ObservedFunction, aliases: readonly ObservedAlias[]): Use {
  const pointers = aliases.filter((alias) => alias.version === version || version in alias.weights);
  const names = pointers.length > 0 ? ` (${pointers.map((alias) => alias.name).join(', ')})` : '';
  return { digest: `sha256:${codeSha256}`, user: `${name} version ${version}${names}`, named: names !== '' };
}

function firstOf(uses: readonly Use[]): Map<string, string> {
  const users = new Map<string, string>();
  for (const { digest, user } of uses) if (!users.has(digest)) users.set(digest, user);
  return users;
}
