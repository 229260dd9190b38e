/** Finds a repository by the name and registry that a request gives. */

import { type NamedRepository, repositoryNotFound } from './ecr-errors.js';
import type { EcrContext, RepositoryRow } from './ecr-tables.js';

export interface RepositoryAddress {
  readonly repositoryName: string;
  readonly registryId?: string | undefined;
}

/** The repository and how messages name it. This region holds one account's registry; any other has no repositories. */
export function findRepository(
  context: EcrContext,
  { repositoryName, registryId }: RepositoryAddress,
): { repository: RepositoryRow; named: NamedRepository } {
  const { account } = context.settings;
  const named: NamedRepository = { name: repositoryName, registryId: registryId ?? account };
  const repository =
    named.registryId === account ? context.tables.repositories.get(repositoryName) : undefined;
  if (!repository) throw repositoryNotFound(named);
  return { repository, named };
}
