/** Makes the ECR repository exist with the settings asked for and with a policy that lets Lambda pull. */
import type { DesiredRepository } from '../domain/desired-deployment.js';
import { type KeepImages, renderKeepImages } from '../domain/keep-images.js';
import type { RepositoryPlan } from '../domain/repository-plan.js';
import { withLambdaStatement } from '../domain/repository-policy.js';
import type { ObservedRepository } from '../ports/image-repository.js';
import type { DeployDeps } from './deploy-deps.js';
import type { Observation } from './observe.js';
import { protectImages, type RetireDeps } from './retire-images.js';

export type RepositoryOutcome = 'created' | 'updated' | 'unchanged';

export interface EnsuredRepository {
  readonly repository: ObservedRepository;
  readonly action: RepositoryOutcome;
}

type EnsureDeps = RetireDeps & Pick<DeployDeps, 'repositories' | 'effects'>;

/** Safe to repeat; a repository that appeared in between is taken as it is. No call when the plan has none. */
export async function ensureRepository(
  desired: DesiredRepository,
  plan: RepositoryPlan,
  observed: Observation,
  deps: EnsureDeps,
): Promise<EnsuredRepository> {
  const { repositories, effects } = deps;
  const { name, settings } = desired;
  let repository: ObservedRepository | undefined = observed.repository;
  if (!repository) {
    repository = await repositories.create(name, settings);
    effects.did(`created repository ${name}`);
  } else if (plan.changes.some(({ path }) => path !== 'keepImages')) {
    await repositories.applySettings(name, settings);
    effects.did(`updated the settings of repository ${name}`);
  }
  if (plan.addPolicy) {
    await repositories.writePolicy(name, withLambdaStatement(observed.repository?.policy, observed.caller));
    effects.did(`let Lambda pull from repository ${name}`);
  }
  if (plan.changes.some(({ path }) => path === 'keepImages'))
    await ensureLifecycle(repository, settings.keepImages ?? false, observed, deps);
  const action = plan.action === 'create' ? 'created' : plan.action === 'update' ? 'updated' : 'unchanged';
  return { repository, action };
}

async function ensureLifecycle(
  { name, uri }: ObservedRepository,
  keep: KeepImages,
  { repository: found, authorization: { credentials } }: Observation,
  deps: EnsureDeps,
): Promise<void> {
  if (keep === false) {
    await deps.repositories.deleteLifecyclePolicy(name);
    deps.effects.did(`deleted the lifecycle policy of repository ${name}`);
    return;
  }
  // Marks may be left from an earlier policy. ECR acts on the new one at its own time, which may be at once.
  if (found) await protectImages({ repository: { name, uri }, credentials, keep }, deps);
  await deps.repositories.writeLifecyclePolicy(name, renderKeepImages(keep));
  deps.effects.did(`wrote the lifecycle policy of repository ${name} (keepImages ${keep})`);
}
