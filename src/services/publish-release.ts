/** Publishes `$LATEST` as a version and points the aliases to it once that version itself is Active. */
import type { AliasPlan } from '../domain/deploy-plan.js';
import type { AliasName, FunctionSpec, VersionNumber } from '../domain/function-spec.js';
import type { ObservedFunction } from '../domain/function-state.js';
import type { PointedAlias, ReleaseContext } from './release-context.js';

/** Lambda answers with the last version when nothing changed since, so this is safe to repeat. */
export async function publishRelease(
  spec: FunctionSpec,
  latest: ObservedFunction,
  aliases: readonly AliasPlan[],
  { deps, settle, progress, note }: ReleaseContext,
): Promise<{ version: string; aliases: PointedAlias[] }> {
  const { functions, effects } = deps;
  progress('publishing');
  const published = await functions.publishVersion(spec.name, {
    codeSha256: latest.codeSha256,
    description: await note(),
    revisionId: latest.revisionId,
  });
  const version = published.version as VersionNumber;
  effects.did(`published version ${version} of ${spec.name}`);
  if (published.state !== 'Active') await settle(version);
  const pointed: PointedAlias[] = [];
  for (const { name, action, from, note: description } of aliases) {
    if (action === 'create') await functions.createAlias(spec.name, name as AliasName, version);
    else if (action === 'update')
      await functions.updateAlias(spec.name, name as AliasName, {
        version,
        ...(description !== undefined && { description }),
      });
    if (action !== 'none') effects.did(`pointed alias ${name} of ${spec.name} to version ${version}`);
    pointed.push({ name, version: action === 'none' ? (from ?? version) : version });
  }
  return { version, aliases: pointed };
}
