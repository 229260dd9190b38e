/** Publishes `$LATEST` as a version and points the aliases to it once that version itself is Active. */
import type { AliasPlan } from '../domain/alias-plan.js';
import type { FunctionView } from '../domain/deploy-plan.js';
import type { AliasName, FunctionSpec, VersionNumber } from '../domain/function-spec.js';
import type { ObservedFunction } from '../domain/function-state.js';
import { atOnce } from '../domain/rollout.js';
import { withoutShiftNote } from '../domain/shift-note.js';
import type { PointedAlias, ReleaseContext } from './release-context.js';
import { shiftAliases } from './shift/shift-aliases.js';
import type { ShiftedAlias } from './shift/shift-task.js';
import { smokeVersion } from './shift/smoke-version.js';

export interface Publication {
  readonly spec: FunctionSpec;
  readonly latest: ObservedFunction;
  readonly aliases: readonly AliasPlan[];
  /** As observed before; undefined for a new function. */
  readonly view: FunctionView | undefined;
}

export interface Published {
  readonly version: string;
  readonly aliases: PointedAlias[];
  /** Milliseconds that a gradual shift took. */
  readonly shifted: number;
}

/**
 * Lambda answers with the last version when nothing changed since, so this is safe to repeat.
 * @throws SMOKE_FAILED and SHIFT_STOPPED, both with the aliases where they were
 */
export async function publishRelease(publication: Publication, context: ReleaseContext): Promise<Published> {
  const { spec, latest, aliases } = publication;
  const { deps, settle, progress, note, signal } = context;
  const { rollout = atOnce, name } = spec;
  progress('publishing');
  const published = await deps.functions.publishVersion(name, {
    codeSha256: latest.codeSha256,
    description: await note(),
    revisionId: latest.revisionId,
  });
  const version = published.version as VersionNumber;
  deps.effects.did(`published version ${version} of ${name}`);
  if (published.state !== 'Active') await settle(version);
  if (rollout.smoke) {
    progress(`trying version ${version}`);
    await smokeVersion({ name, version, configuration: latest.configuration }, rollout.smoke, deps);
  }
  const started = deps.clock.now();
  const gradual = shiftedAliases(publication, version);
  const shift = { name, version, aliases: gradual, rollout };
  if (gradual.length > 0) await shiftAliases(shift, 0, deps, progress, signal);
  const shifted = deps.clock.now() - started;
  const moved = gradual.map(({ before }) => before.name);
  await pointAtOnce(
    spec,
    version,
    aliases.filter((alias) => !moved.includes(alias.name)),
    context,
  );
  return { version, aliases: aliases.map((alias) => pointed(alias, version)), shifted };
}

/** Those with traffic of another version; there is nothing to shift in a new alias. */
function shiftedAliases({ spec, aliases, view }: Publication, version: string): ShiftedAlias[] {
  if (!spec.rollout || spec.rollout.shift.kind === 'all') return [];
  return aliases.flatMap(({ name, action, note }): ShiftedAlias[] => {
    const before = view?.aliases[name]?.alias;
    if (action !== 'update' || !before || before.version === version) return [];
    return [{ before, finalDescription: note ?? withoutShiftNote(before.description) }];
  });
}

async function pointAtOnce(
  { name }: FunctionSpec,
  version: VersionNumber,
  aliases: readonly AliasPlan[],
  { deps: { functions, effects } }: ReleaseContext,
): Promise<void> {
  for (const { name: text, action, note: description } of aliases) {
    const alias = text as AliasName;
    if (action === 'create') await functions.createAlias(name, alias, version);
    else if (action === 'update')
      await functions.updateAlias(name, alias, {
        version,
        ...(description !== undefined && { description }),
      });
    if (action !== 'none') effects.did(`pointed alias ${alias} of ${name} to version ${version}`);
  }
}

function pointed({ name, action, from }: AliasPlan, version: string): PointedAlias {
  if (action === 'none') return { name, version: from ?? version };
  return { name, version, ...(from !== undefined && from !== version && { from }) };
}
