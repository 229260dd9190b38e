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
  const lines = functions.flatMap((result) => [
    `${paint.strong(result.name)}  ${renderOutcome(result, paint)}${renderMoved(result.aliases)}`,
    ...result.aliases
      .filter((alias) => alias.action === 'stayed')
      .map((alias) => `  alias ${alias.name} stays at version ${alias.from}`),
    ...(result.notRolledBack.length > 0
      ? [`  not rolled back: ${result.notRolledBack.join(', ')} (--with-configuration takes them back too)`]
      : []),
    ...renderBack(result.alreadyBack, paint),
    ...result.warnings.map((warning) => `  ${paint.changed(warning)}`),
  ]);
  return [...lines, ...(changed ? [] : ['Nothing to do: it runs there already.'])].join('\n');
}

function renderOutcome({ action, from, to }: RollbackResult['functions'][number], paint: Paint): string {
  if (action === 'unchanged') return `${paint.faint(action)}  ${renderPoint(to)}`;
  return `${paint.changed(action)}  ${renderPoint(from)} → ${renderPoint(to)}`;
}

function renderOne(plan: Shown, paint: Paint): string[] {
  const { name, method, aliases, from, to, kept, clearsWeights, alreadyBack, warnings } = plan;
  if (method === 'none')
    return [`  ${name}  ${paint.faint(`already at ${renderPoint(to)}`)}`, ...renderBack(alreadyBack, paint)];
  const moving = aliases.filter(({ action }) => action === 'move');
  const how =
    method === 'alias'
      ? `${renderAliases(moving.map((alias) => alias.name))}, no code is updated`
      : `${renderCode(plan)}${moving.length > 0 ? `, then ${renderAliases(moving.map((alias) => alias.name))}` : ''}`;
  return [
    `${paint.changed('~')} ${paint.strong(name)}  ${renderPoint(from)} → ${renderPoint(to)}`,
    `    ${how}${clearsWeights ? '; its split traffic ends' : ''}`,
    ...aliases.flatMap((alias) => renderOther(alias, from, to)),
    ...kept.map(({ path }) => `    stays as it is now: ${path}`),
    ...warnings.map((warning) => `    ${paint.changed(warning)}`),
  ];
}

function renderCode({ alias, from, to }: Shown): string {
  const same = alias === null && from.digest === to.digest;
  return same ? 'what $LATEST runs is published' : 'the code of $LATEST is updated and published';
}

/** Why the same command again changes nothing, and how to go on. */
function renderBack(back: Shown['alreadyBack'], paint: Paint): string[] {
  if (!back) return [];
  const further = back.further === null ? '' : `further back: --to ${back.further}; `;
  return [
    `  ${paint.changed(`rolled back from version ${back.from} before`)}; ${further}forward again: --to ${back.from}`,
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
