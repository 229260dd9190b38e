/** A repository in the shape of ECR's answers. */
import type { RegionSettings } from '../service.js';
import type { RepositoryRow } from './ecr-tables.js';

/** The URI is made of the address the region answers on now; it is never stored. Times are seconds, as JSON 1.1 wants. */
export function renderRepository(settings: RegionSettings, repository: RepositoryRow): object {
  return {
    repositoryArn: repositoryArn(settings, repository.name),
    registryId: settings.account,
    repositoryName: repository.name,
    repositoryUri: `${settings.host}/${repository.name}`,
    createdAt: repository.createdAt / 1000,
    ...renderMutability(repository),
    imageScanningConfiguration: { scanOnPush: repository.scanOnPush },
    encryptionConfiguration: repository.encryption,
  };
}

export function renderMutability(repository: RepositoryRow): object {
  const filters = repository.mutabilityExclusions.map((filter) => ({ filterType: 'WILDCARD', filter }));
  return {
    imageTagMutability: repository.tagMutability,
    ...(filters.length > 0 && { imageTagMutabilityExclusionFilters: filters }),
  };
}

function repositoryArn({ region, account }: RegionSettings, name: string): string {
  return `arn:aws:ecr:${region}:${account}:repository/${name}`;
}
