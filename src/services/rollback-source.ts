/** Makes sure, before anything is changed, that the image of a rollback can be used. */
import { shortDigest } from '../domain/digest.js';
import { imageIsBroken } from '../domain/function-state.js';
import type { ImageReference } from '../domain/image-reference.js';
import type { CataloguedImage } from '../domain/release.js';
import { noTarget, withChoices } from '../domain/rollback-choices.js';
import type { RollbackPlan } from '../domain/rollback-plan.js';
import { AppError } from '../errors/app-error.js';
import { requireSuitable } from './check-image.js';
import type { DeployDeps } from './deploy-deps.js';
import { unknown, unlessDenied } from './or-unknown.js';
import type { History } from './read-history.js';
import { type FunctionVersions, placeOf } from './read-versions.js';
import { resolveReference } from './resolve-reference.js';

/** Where the image of a rollback is, and how the version stands that runs it. */
export interface RollbackSource {
  /** Its repository, without a tag. */
  readonly place: ImageReference;
  /** Undefined when it could not be asked. */
  readonly image: CataloguedImage | undefined;
  /** Of the version that runs it; undefined when it is still to be published. */
  readonly state: string | undefined;
}

export type SourceDeps = Pick<DeployDeps, 'functions' | 'catalogue' | 'registry' | 'repositories'>;

/**
 * A GetFunction for the version that is gone to, which also tells its repository, and a question for the image; where the code is
 * updated, the image itself is read too. `look` is for the list of a refusal.
 * @throws NO_ROLLBACK_TARGET, IMAGE_IS_INDEX, ARCHITECTURE_MISMATCH, …
 */
export async function requireSource(
  { method, to }: RollbackPlan,
  { name, latest, repository }: FunctionVersions,
  look: () => Promise<History>,
  deps: SourceDeps,
): Promise<RollbackSource | undefined> {
  if (method === 'none') return undefined;
  const version = to.version === null ? undefined : await deps.functions.get(name, to.version);
  const from = (version && placeOf(version)) ?? repository;
  if (!from) return undefined;
  const { tag: _tag, ...place } = from;
  const refuse = async (wanted: string) => noTarget(name, wanted, (await look()).releases);
  const image = await unlessDenied(deps.catalogue.findImage(place.repository, to.digest, place.ecr?.account));
  const gone = `image ${shortDigest(to.digest)} in repository ${place.repository} any more`;
  if (image === undefined) throw await refuse(gone);
  if (version && (version.state === 'Failed' || imageIsBroken(version)))
    throw await refuse(
      `usable version ${to.version} (${version.stateReasonCode ?? version.state}: ${version.stateReason ?? 'Lambda gave no reason'})`,
    );
  if (method === 'code') {
    const reference = { ...place, digest: to.digest };
    await requireImage(reference, latest.architecture, deps).catch(async (error: unknown) => {
      if (!(error instanceof AppError) || error.code === 'INTERRUPTED') throw error;
      if (error.code === 'IMAGE_NOT_FOUND') throw await refuse(gone);
      throw withChoices(error, name, (await look()).releases);
    });
  }
  return { place, image: image === unknown ? undefined : image, state: version?.state };
}

/** One image, for this architecture. */
async function requireImage(
  reference: ImageReference,
  architecture: FunctionVersions['latest']['architecture'],
  { registry, repositories }: SourceDeps,
): Promise<void> {
  const { credentials } = await repositories.authorize();
  const { facts, origin } = await resolveReference(reference, architecture, registry, credentials);
  if (origin.kind === 'stored' && origin.ofIndex)
    throw new AppError({
      code: 'IMAGE_IS_INDEX',
      message: `${reference.digest} is an index, and Lambda takes a single image. Nothing was changed.`,
      suggestions: ['Name the digest of the image for the function’s architecture.'],
      details: { digest: reference.digest ?? null },
    });
  requireSuitable(facts, { architecture, functions: [] });
}
