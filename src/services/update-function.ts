/** Updates an existing function, one change at a time, each waited for: never a conflict of our own making. */
import type { FunctionPlan } from '../domain/deploy-plan.js';
import { shortDigest } from '../domain/digest.js';
import { type ObservedFunction, settlementOf } from '../domain/function-state.js';
import type { ReleaseContext, ReleaseTask } from './release-context.js';
import { withRoleRetry } from './with-role-retry.js';

/** `$LATEST` after all its updates ended well; without any, once an update of somebody else has. @throws FUNCTION_FAILED, … */
export async function updateFunction(
  plan: FunctionPlan,
  observed: ObservedFunction,
  task: ReleaseTask,
  context: ReleaseContext,
): Promise<ObservedFunction> {
  const updates = [
    ...(plan.code ? [updateCode] : []),
    ...(Object.keys(plan.update).length > 0 ? [updateConfiguration] : []),
  ];
  const busy = settlementOf(observed).kind === 'busy';
  if (updates.length === 0) return busy ? context.settle() : observed;
  if (plan.order === 'configuration-first') updates.reverse();
  let latest = busy ? await context.idle() : observed;
  for (const update of updates) latest = await update(plan, latest, task, context);
  return latest;
}

type Update = (
  plan: FunctionPlan,
  latest: ObservedFunction,
  task: ReleaseTask,
  context: ReleaseContext,
) => Promise<ObservedFunction>;

const updateCode: Update = async (_plan, latest, { target, imageUri }, { deps, settle, progress }) => {
  const { spec, digest } = target;
  progress('updating code');
  await deps.functions.updateCode(spec.name, {
    imageUri,
    architecture: spec.architecture,
    revisionId: latest.revisionId,
  });
  deps.effects.did(`updated the code of ${spec.name} to ${shortDigest(digest)}`);
  return settle();
};

const updateConfiguration: Update = async (plan, latest, { target }, context) => {
  const { deps, settle, progress } = context;
  const { name } = target.spec;
  const { role } = plan.update;
  progress('updating configuration');
  const send = () => deps.functions.updateConfiguration(name, plan.update, latest.revisionId);
  await (role === undefined ? send() : withRoleRetry(role, send, deps, context));
  deps.effects.did(`updated the configuration of ${name} (${Object.keys(plan.update).join(', ')})`);
  return settle();
};
