/** Reads what a prune has to know and decides; changes nothing. */
import type { Digest } from '../domain/digest.js';
import type { FunctionName } from '../domain/function-spec.js';
import { isIndexType, parseManifest } from '../domain/image-manifest.js';
import type { RepositoryName, RepositoryUri } from '../domain/image-reference.js';
import { type PrunePlan, type PruneRules, type PruneView, planPrune } from '../domain/prune-plan.js';
import type { CataloguedImage } from '../domain/release.js';
import { otherAccounts } from '../domain/repository-policy.js';
import { AppError } from '../errors/app-error.js';
import type { DeployDeps } from './deploy-deps.js';

export interface PruneRequest {
  readonly repository: RepositoryName;
  /** Whose versions may go. */
  readonly functions: readonly FunctionName[];
  readonly rules: PruneRules;
  /** Images are deleted although other accounts, whose functions cannot be seen, may pull them. */
  readonly ignoreOtherAccounts: boolean;
}

export type PruneDeps = Pick<DeployDeps, 'repositories' | 'registry' | 'releases' | 'catalogue' | 'identity'>;

/** @throws REPOSITORY_NOT_FOUND, ACCESS_DENIED when something that decides cannot be read: then nothing is deleted */
export async function readPrunePlan(request: PruneRequest, deps: PruneDeps): Promise<PrunePlan> {
  const { repository, functions, ignoreOtherAccounts } = request;
  const [view, pointers] = await Promise.all([
    readPruneView(repository, deps, { ignoreOtherAccounts }),
    Promise.all(functions.map(async (own) => [own, await deps.releases.listAliases(own)] as const)),
  ]);
  const known = { ...view, aliases: Object.fromEntries(pointers) };
  const { versions } = planPrune(known, request.rules);
  const called = await Promise.all(
    functions.map((own) =>
      deps.releases.listCallers(
        own,
        versions.filter(({ functionName }) => functionName === own).map(({ version }) => version),
      ),
    ),
  );
  return planPrune({ ...known, called: called.flat() }, request.rules);
}

/** All images of the repository and all functions of account and region; no aliases. @throws as `readPrunePlan` */
export async function readPruneView(
  name: RepositoryName,
  deps: PruneDeps,
  { ignoreOtherAccounts = false } = {},
): Promise<PruneView> {
  const [repository, policy, caller, images, versions] = await Promise.all([
    deps.repositories.describe(name),
    deps.repositories.readPolicy(name),
    deps.identity.caller(),
    deps.catalogue.listImages(name),
    deps.releases.listUses(),
  ]);
  if (!repository || !images) throw noRepository(name);
  const others = otherAccounts(policy, caller.account);
  if (others.length > 0 && !ignoreOtherAccounts) throw sharedRepository(name, others);
  return { versions, aliases: {}, images, children: await readChildren(repository.uri, images, deps) };
}

/** One GET an index. */
async function readChildren(
  uri: RepositoryUri,
  images: readonly CataloguedImage[],
  { repositories, registry }: PruneDeps,
): Promise<Record<string, Digest[]>> {
  const indexes = images.filter(({ mediaType }) => isIndexType(mediaType));
  if (indexes.length === 0) return {};
  const { credentials } = await repositories.authorize();
  const entries = await Promise.all(
    indexes.map(async ({ digest }): Promise<[string, Digest[]]> => {
      const stored = await registry.readManifest(uri, digest, credentials);
      const manifest = stored && parseManifest(stored.bytes, stored.mediaType);
      return [digest, manifest?.kind === 'index' ? manifest.children.map((child) => child.digest) : []];
    }),
  );
  return Object.fromEntries(entries);
}

function noRepository(name: string): AppError {
  return new AppError({
    code: 'REPOSITORY_NOT_FOUND',
    message: `Repository ${name} does not exist in this account and region, so there is nothing to prune.`,
    suggestions: ['Look elsewhere: --region, --profile, --repository'],
    details: { repository: name },
  });
}

function sharedRepository(name: string, accounts: readonly string[]): AppError {
  return new AppError({
    code: 'ACCESS_DENIED',
    message: `Repository ${name} lets other accounts pull (${accounts.join(', ')}), and their functions cannot be seen from here. Nothing was deleted.`,
    suggestions: ['When you know that they use none of these images: --ignore-other-accounts'],
    details: { repository: name, accounts: [...accounts] },
  });
}
