/** The exit code of a plan: what `--exit-code` is for. */
import type { PlanResult } from '../pipeline/plan.js';

/** There are changes to make: no failure, and no success of having nothing to do. */
const changesPending = 6;

export function planExitCode({ changes }: PlanResult, wanted: boolean): number {
  return wanted && changes ? changesPending : 0;
}
