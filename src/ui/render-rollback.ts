/** Rollback plans and results as text. */
import { shortDigest } from '../domain/digest.js';
import type { RollbackPlanResult, RollbackResult } from '../pipeline/rollback.js';
import type { Paint } from './paint.js';

type Shown = RollbackPlanResult['functions'][number];

/** From → to, a block a function. */
export function renderRollbackPlan({ functions }: RollbackPlanResult, paint: Paint): string {
  return functions.flatMap((plan) => renderOne(plan, paint)).join('\n');
}

export function renderRollback({ functions, changed }: RollbackResult, paint: Paint): string {
  const lines = functions.flatMap(({ name, action, alias, from, to, notRolledBack }) => [
    `${paint.strong(name)}  ${action === 'unchanged' ? paint.faint('unchanged') : paint.changed(action)}  ${renderPoint(from)} → ${renderPoint(to)}${alias ? `, alias ${alias}` : ''}`,
    ...(notRolledBack.length > 0
      ? [`  not rolled back: ${notRolledBack.join(', ')} (--with-configuration takes them back too)`]
      : []),
  ]);
  return [...lines, ...(changed ? [] : ['Nothing to do: it runs there already.'])].join('\n');
}

function renderOne({ name, method, alias, from, to, kept, clearsWeights }: Shown, paint: Paint): string[] {
  if (method === 'none') return [`  ${name}  ${paint.faint(`already at ${renderPoint(to)}`)}`];
  const how =
    method === 'alias'
      ? `alias ${alias} moves, no code is updated`
      : 'the code of $LATEST is updated and published';
  return [
    `${paint.changed('~')} ${paint.strong(name)}  ${renderPoint(from)} → ${renderPoint(to)}`,
    `    ${how}${clearsWeights ? '; its split traffic ends' : ''}`,
    ...kept.map(({ path }) => `    stays as it is now: ${path}`),
  ];
}

function renderPoint({ version, digest }: { version: string | null; digest: string }): string {
  const short = shortDigest(digest);
  return version === null ? short : `version ${version} (${short})`;
}
