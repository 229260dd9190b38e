/** What Lambda does when a function invokes itself in a loop through a queue, a topic or a bucket. */
import type { AttachmentPlan } from './attachment-plan.js';
import { compareField } from './compare-fields.js';

export type Recursion = 'Allow' | 'Terminate';

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html */
export function planRecursion(
  desired: Recursion,
  observed: Recursion = 'Terminate',
): AttachmentPlan<'recursion', Recursion> {
  const changes = compareField('recursion', observed, desired);
  const differs = changes.length > 0;
  return {
    kind: 'recursion',
    action: differs ? 'update' : 'none',
    changes,
    steps: differs ? [desired] : [],
  };
}
