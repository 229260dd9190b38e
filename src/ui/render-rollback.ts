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
  const lines = functions.flatMap(({ name, action, aliases, from, to, notRolledBack }) => [
    `${paint.strong(name)}  ${action === 'unchanged' ? paint.faint('unchanged') : paint.changed(action)}  ${renderPoint(from)} → ${renderPoint(to)}${renderMoved(aliases)}`,
    ...aliases
      .filter((alias) => alias.action === 'stayed')
      .map((alias) => `  alias ${alias.name} stays at version ${alias.from}`),
    ...(notRolledBack.length > 0
      ? [`  not rolled back: ${notRolledBack.join(', ')} (--with-configuration takes them back too)`]
      : []),
  ]);
  return [...lines, ...(changed ? [] : ['Nothing to do: it runs there already.'])].join('\n');
}

function renderOne({ name, method, aliases, from, to, kept, clearsWeights }: Shown, paint: Paint): string[] {
  if (method === 'none') return [`  ${name}  ${paint.faint(`already at ${renderPoint(to)}`)}`];
  const moving = aliases.filter(({ action }) => action === 'move');
  const how =
    method === 'alias'
      ? `${renderAliases(moving.map((alias) => alias.name))}, no code is updated`
      : `the code of $LATEST is updated and published${moving.length > 0 ? `, then ${renderAliases(moving.map((alias) => alias.name))}` : ''}`;
  return [
    `${paint.changed('~')} ${paint.strong(name)}  ${renderPoint(from)} → ${renderPoint(to)}`,
    `    ${how}${clearsWeights ? '; its split traffic ends' : ''}`,
    ...aliases.flatMap((alias) => renderOther(alias, from, to)),
    ...kept.map(({ path }) => `    stays as it is now: ${path}`),
  ];
}

function renderPoint({ version, digest }: { version: string | null; digest: string }): string {
  const short = shortDigest(digest);
  return version === null ? short : `version ${version} (${short})`;
}

function renderAliases(names: readonly string[]): string {
  return names.length === 1 ? `alias ${names[0]} moves` : `aliases ${names.join(', ')} move`;
}

function renderMoved(aliases: RollbackResult['functions'][number]['aliases']): string {
  const names = aliases.filter(({ action }) => action !== 'stayed').map(({ name }) => name);
  return names.length === 0 ? '' : `, ${names.length === 1 ? 'alias' : 'aliases'} ${names.join(', ')}`;
}

/** An alias that does not go the way of the first one. */
function renderOther(
  { name, action, from }: Shown['aliases'][number],
  first: Shown['from'],
  to: Shown['to'],
): string[] {
  if (action === 'none') return [`    alias ${name} is there already`];
  if (action === 'stay')
    return [
      `    alias ${name} stays at version ${from.version}; move it too: --to ${to.version} --alias ${name}`,
    ];
  return from.version === first.version ? [] : [`    alias ${name} comes from version ${from.version}`];
}
