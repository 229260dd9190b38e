/** Makes the ECR repository exist with the settings asked for and with a policy that lets Lambda pull. */
import type { RepositoryPlan } from '../domain/deploy-plan.js';
import type { DesiredRepository } from '../domain/desired-deployment.js';
import { withLambdaStatement } from '../domain/repository-policy.js';
import type { ObservedRepository } from '../ports/image-repository.js';
import type { DeployDeps } from './deploy-deps.js';
import type { Observation } from './observe.js';

export type RepositoryOutcome = 'created' | 'updated' | 'unchanged';

export interface EnsuredRepository {
  readonly repository: ObservedRepository;
  readonly action: RepositoryOutcome;
}

/** Safe to repeat; a repository that appeared in between is taken as it is. No call when the plan has none. */
export async function ensureRepository(
  desired: DesiredRepository,
  plan: RepositoryPlan,
  observed: Observation,
  { repositories, effects }: Pick<DeployDeps, 'repositories' | 'effects'>,
): Promise<EnsuredRepository> {
  const { name, settings } = desired;
  let repository: ObservedRepository | undefined = observed.repository;
  if (!repository) {
    repository = await repositories.create(name, settings);
    effects.did(`created repository ${name}`);
  } else if (plan.changes.length > 0) {
    await repositories.applySettings(name, settings);
    effects.did(`updated the settings of repository ${name}`);
  }
  if (plan.addPolicy) {
    await repositories.writePolicy(name, withLambdaStatement(observed.repository?.policy, observed.caller));
    effects.did(`let Lambda pull from repository ${name}`);
  }
  const action = plan.action === 'create' ? 'created' : plan.action === 'update' ? 'updated' : 'unchanged';
  return { repository, action };
}
