/** A plan as text, field by field; hidden values stay hidden. */

import { shortDigest } from '../domain/digest.js';
import type { FieldChange } from '../domain/field-change.js';
import type { PlanResult } from '../pipeline/plan.js';
import type { Paint } from './paint.js';
import { renderBytes } from './render-bytes.js';

/** One block a resource; `+` is added, `-` removed, `~` changed. */
export function renderPlan(plan: PlanResult, paint: Paint): string {
  const blocks = [
    renderRepository(plan, paint),
    renderImage(plan, paint),
    ...plan.functions.map((item) => renderFunction(item, paint)),
  ];
  return [...blocks.flat(), renderEnd(plan)].join('\n');
}

function renderEnd({ functions, changes }: PlanResult): string {
  const shifting = functions.some(({ aliases }) => aliases.some(({ shift }) => shift));
  if (shifting)
    return 'A shift has not ended, so none of this is done before it is: lading deploy --finish-shift, or lading deploy --undo-shift.';
  return changes ? 'Make these changes: lading deploy' : 'Nothing to do: everything is as it should be.';
}

function renderRepository({ repository }: PlanResult, paint: Paint): string[] {
  const { name, action, changes, addPolicy } = repository;
  const policy = addPolicy ? [paint.added('  + policy statement that lets lambda.amazonaws.com pull')] : [];
  return [
    `${sign(action, paint)} repository ${name}${action === 'none' ? paint.faint(' unchanged') : ''}`,
    ...changes.map((change) => renderChange(change, paint)),
    ...policy,
  ];
}

function renderImage({ image }: PlanResult, paint: Paint): string[] {
  if (image.action === 'unknown') return [`  image ${paint.faint('not built, so not compared')}`];
  const facts = [
    image.digest ? shortDigest(image.digest) : 'digest known after the push',
    ...(image.uncompressedBytes === undefined
      ? []
      : [`${renderBytes(image.uncompressedBytes)} uncompressed`]),
    ...(image.compressedBytes === null ? [] : [`${renderBytes(image.compressedBytes)} compressed`]),
  ];
  const push = image.action === 'push';
  return [
    `${sign(push ? 'create' : 'none', paint)} image ${image.tags.join(', ')} ${paint.faint(`(${facts.join(', ')})`)}`,
    ...image.replaces.map(({ digest, compressedBytes }) =>
      paint.changed(`  ~ replaces ${shortDigest(digest)} (${renderBytes(compressedBytes)} compressed)`),
    ),
    ...(push ? [renderLayers(image.layers, paint)] : []),
  ];
}

function renderLayers({ total, toPush }: PlanResult['image']['layers'], paint: Paint): string {
  if (toPush === null) return paint.faint(`    how many of ${total} layers to push is known only then`);
  return paint.added(`  + ${toPush} of ${total} layers, compared with what the functions run now`);
}

function renderFunction(plan: PlanResult['functions'][number], paint: Paint): string[] {
  const lines = [
    `${sign(plan.action, paint)} function ${plan.name}${plan.action === 'none' ? paint.faint(' unchanged') : ''}`,
  ];
  if (plan.createRole) lines.push(paint.added('  + role with the basic execution policy'));
  if (plan.code) {
    const { from, to, repairs } = plan.code;
    const image = to ? shortDigest(to) : 'the image above';
    const why = repairs ? ` (Lambda ended the last one as Failed: ${repairs})` : '';
    lines.push(
      from
        ? paint.changed(`  ~ code: ${shortDigest(from)} → ${image}${why}`)
        : paint.added(`  + code: ${image}`),
    );
  }
  lines.push(...plan.configuration.map((change) => renderChange(change, paint)));
  if (plan.publish) lines.push(paint.added('  + version'));
  for (const { name, action, from, shift } of plan.aliases) {
    if (shift) {
      const { to, percent, setting } = shift;
      lines.push(
        paint.changed(
          `  ! alias ${name}: its shift from version ${shift.from} to ${to} (${setting}) has not ended: ${percent}%`,
        ),
      );
      continue;
    }
    if (action === 'create') lines.push(paint.added(`  + alias ${name} → the new version`));
    if (action === 'update') lines.push(paint.changed(`  ~ alias ${name}: ${from ?? '?'} → the new version`));
  }
  for (const { changes, alias } of plan.attachments) {
    const place = alias === undefined ? '' : paint.faint(` on alias ${alias}`);
    lines.push(...changes.map((change) => `${renderChange(change, paint)}${place}`));
  }
  return lines;
}

function renderChange({ path, from, to }: FieldChange, paint: Paint): string {
  if (from === undefined) return paint.added(`  + ${path}: ${JSON.stringify(to)}`);
  if (to === undefined) return paint.removed(`  - ${path}: ${JSON.stringify(from)}`);
  return paint.changed(`  ~ ${path}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`);
}

function sign(action: 'create' | 'update' | 'none', paint: Paint): string {
  if (action === 'create') return paint.added('+');
  return action === 'update' ? paint.changed('~') : ' ';
}
