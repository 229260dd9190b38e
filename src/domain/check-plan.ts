/** What can be known of a function's settings before they are sent. */

import type { FunctionPlan } from './deploy-plan.js';
import { environmentBytes, environmentLimit } from './environment-rules.js';
import { asWarning, type Finding, unsuitable } from './finding.js';
import type { FunctionSpec } from './function-spec.js';

/** Of one function; the plan tells whether it is new, and its variables as they will be sent. */
export function checkFunctionPlan(spec: FunctionSpec, plan: FunctionPlan): Finding[] {
  return [...checkTimeout(spec, plan), ...checkEnvironment(spec, plan)];
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html */
function checkTimeout(spec: FunctionSpec, { action }: FunctionPlan): Finding[] {
  if (action !== 'create' || spec.configuration.timeout !== undefined) return [];
  return [
    asWarning(
      unsuitable(
        'C12',
        `Function ${spec.name} is new and has no timeout, so Lambda ends it after 3 seconds; a container image may need longer for its first start`,
        ['Set one: timeout: 30 (--timeout 30).'],
      ),
    ),
  ];
}

/** With `environmentMode: merge` only the account knows how many there are together. */
function checkEnvironment(spec: FunctionSpec, { update }: FunctionPlan): Finding[] {
  const bytes = update.environment === undefined ? 0 : environmentBytes(update.environment);
  if (bytes <= environmentLimit) return [];
  return [
    {
      id: 'D11',
      severity: 'error',
      code: 'CONFIG_INVALID',
      message: `function ${spec.name} would have ${bytes} bytes of environment variables, together with those that it has; Lambda takes ${environmentLimit}`,
      suggestions: [
        'Keep large values in SSM Parameter Store or Secrets Manager and read them at start-up.',
        'Or leave out what it has besides: environmentMode: replace.',
      ],
    },
  ];
}
