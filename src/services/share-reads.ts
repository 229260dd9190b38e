/** Asks a repository only once what several functions of one command want to know: they often share it. */
import type { DeployDeps } from './deploy-deps.js';

/** The same, for a command that only reads: a question that was asked is answered as before. */
export function shareReads(deps: DeployDeps): DeployDeps {
  const { catalogue, repositories } = deps;
  return {
    ...deps,
    catalogue: { ...catalogue, listImages: remembering(catalogue.listImages) },
    repositories: {
      ...repositories,
      authorize: remembering(repositories.authorize),
      readPolicy: remembering(repositories.readPolicy),
      readLifecyclePolicy: remembering(repositories.readLifecyclePolicy),
    },
  };
}

function remembering<Args extends readonly (string | undefined)[], T>(
  ask: (...args: Args) => Promise<T>,
): (...args: Args) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return (...args) => {
    const key = JSON.stringify(args);
    const answer = answers.get(key) ?? ask(...args);
    answers.set(key, answer);
    return answer;
  };
}
