/** Takes `$LATEST` back to an old image, and its settings where asked, and publishes that as a release of its own. */
import { digestHex, shortDigest } from '../domain/digest.js';
import type { FunctionName } from '../domain/function-spec.js';
import { imageUri, repositoryUriOf } from '../domain/image-reference.js';
import { leftFor } from '../domain/previous-release.js';
import { listReleases } from '../domain/release.js';
import { callerName, parseReleaseNote, renderReleaseNote } from '../domain/release-note.js';
import type { RollbackPlan } from '../domain/rollback-plan.js';
import { awaitFunction } from './await-function.js';
import type { DeployDeps } from './deploy-deps.js';
import { orUnknown, unknown } from './or-unknown.js';
import { protectImage, protectUsedImage } from './protect-image.js';
import type { FunctionVersions } from './read-versions.js';
import type { RollbackSource } from './rollback-source.js';

export interface CodeRollback {
  readonly plan: RollbackPlan;
  readonly source: RollbackSource;
  readonly versions: FunctionVersions;
  /** The version of lading. */
  readonly lading: string;
}

export type CodeWait = { readonly name: FunctionName } & Omit<
  Parameters<typeof awaitFunction>[0],
  'qualifier'
>;

/** The version that was published. What was done already, by a run that was killed, is not done again. */
export async function rollBackCode(
  rollback: CodeRollback,
  wait: CodeWait,
  deps: DeployDeps,
  signal: AbortSignal,
): Promise<string> {
  const { plan, source, versions } = rollback;
  const { functions, effects } = deps;
  const { name } = wait;
  const repository = repositoryUriOf(source.place);
  await protectImage(plan.to.digest, source.image && [source.image], repository, deps);
  let now = await awaitFunction({ ...wait, evenFailed: true }, deps, signal);
  if (now.codeSha256 !== digestHex(plan.to.digest)) {
    await functions.updateCode(name, {
      imageUri: imageUri(repository, plan.to.digest),
      architecture: versions.latest.architecture,
      revisionId: now.revisionId,
    });
    effects.did(`updated the code of ${name} to ${shortDigest(plan.to.digest)}`);
    now = await awaitFunction(wait, deps, signal);
    if (source.image)
      await protectUsedImage(plan.to.digest, { name: source.place.repository, uri: repository }, deps);
  }
  if (Object.keys(plan.update).length > 0) {
    await functions.updateConfiguration(name, plan.update, now.revisionId);
    effects.did(`took back the configuration of ${name} (${Object.keys(plan.update).join(', ')})`);
    now = await awaitFunction(wait, deps, signal);
  }
  const published = await functions.publishVersion(name, {
    codeSha256: now.codeSha256,
    description: await describe(rollback, deps),
    revisionId: now.revisionId,
  });
  effects.did(`published version ${published.version} of ${name}`);
  return published.version;
}

/** It was made from what the release was made from that it takes back; who did it, and what it left, is its own. */
async function describe(
  { plan, versions, lading }: CodeRollback,
  { identity }: Pick<DeployDeps, 'identity'>,
): Promise<string> {
  const releases = listReleases(versions.versions, versions.aliases, undefined);
  const old = versions.versions.find(({ version }) => version === plan.to.version);
  const note = parseReleaseNote(old?.configuration.description ?? '');
  const caller = await orUnknown(identity.caller());
  const back = leftFor(plan.to.digest, releases);
  return renderReleaseNote({
    lading,
    tags: note?.tags ?? [],
    ...(note?.git && { git: note.git }),
    dirty: note?.dirty ?? false,
    ...(caller !== unknown && { by: callerName(caller.arn) }),
    ...(back && { back }),
  });
}
