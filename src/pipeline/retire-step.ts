/** The last step of a deploy with `keepImages`: says which images nothing uses, so that ECR may delete them. */
import { asWarning, unsuitable, warningsOf } from '../domain/finding.js';
import { AppError } from '../errors/app-error.js';
import type { DeployDeps } from '../services/deploy-deps.js';
import { retireImages } from '../services/retire-images.js';
import type { Released, Retired } from './deploy-state.js';
import type { Step } from './step.js';

/** Nothing is done when the deploy changed nothing. What fails here is a warning: the functions are deployed. */
export function retireStep(deps: DeployDeps, keep: number): Step<Released, Retired> {
  return {
    id: 'retire',
    title: 'Mark unused images',
    async run(state, report) {
      const { plan, repository, observed } = state;
      if (!plan.changes || observed.repository?.foreign) {
        report.outcome('not needed');
        return { ...state, retired: [] };
      }
      const { name, uri } = repository.repository;
      const { credentials } = observed.authorization;
      try {
        const task = { repository: { name, uri }, credentials, keep };
        const retired = await retireImages(task, deps, report.progress);
        report.outcome(retired.length === 0 ? 'none' : `${retired.length} marked`);
        return { ...state, retired };
      } catch (error) {
        if (!(error instanceof AppError) || error.code === 'INTERRUPTED' || error.code === 'INTERNAL')
          throw error;
        const finding = notMarked(name, error);
        report.warn(finding.message);
        report.outcome('failed');
        return { ...state, retired: [], warnings: [...state.warnings, ...warningsOf([finding])] };
      }
    },
  };
}

function notMarked(name: string, { message, suggestions }: AppError) {
  return asWarning(
    unsuitable(
      'A16',
      `The images of ${name} that nothing uses could not be marked, so keepImages deletes none of them: ${message}`,
      suggestions,
    ),
  );
}
