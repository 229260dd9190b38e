/** Repositories and their settings between ECR's words and ours. */
import type {
  ImageScanningConfiguration,
  ImageTagMutabilityExclusionFilter,
  Repository,
} from '@aws-sdk/client-ecr';
import { parseRepositoryName, parseRepositoryUri } from '../../domain/image-reference.js';
import type { ObservedRepository, RepositorySettings, TagMutability } from '../../ports/image-repository.js';

export interface ApiMutability {
  readonly imageTagMutability?: TagMutability;
  readonly imageTagMutabilityExclusionFilters?: ImageTagMutabilityExclusionFilter[];
}

export function observedRepository(repository: Repository): ObservedRepository {
  return {
    name: parseRepositoryName(repository.repositoryName ?? ''),
    uri: parseRepositoryUri(repository.repositoryUri ?? ''),
    arn: repository.repositoryArn ?? '',
    registryId: repository.registryId ?? '',
    tagMutability: repository.imageTagMutability ?? 'MUTABLE',
    tagMutabilityExclusions: (repository.imageTagMutabilityExclusionFilters ?? []).map(
      ({ filter }) => filter ?? '',
    ),
    scanOnPush: repository.imageScanningConfiguration?.scanOnPush ?? false,
  };
}

/** Filters go only with the two `_WITH_EXCLUSION` kinds. https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html */
export function apiMutability({ tagMutability, tagMutabilityExclusions }: RepositorySettings): ApiMutability {
  if (tagMutability === undefined) return {};
  const filters = tagMutability.endsWith('_WITH_EXCLUSION') ? (tagMutabilityExclusions ?? []) : [];
  return {
    imageTagMutability: tagMutability,
    ...(filters.length > 0 && {
      imageTagMutabilityExclusionFilters: filters.map((filter) => ({ filterType: 'WILDCARD', filter })),
    }),
  };
}

export function apiScanning({ scanOnPush }: RepositorySettings): {
  imageScanningConfiguration?: ImageScanningConfiguration;
} {
  return scanOnPush === undefined ? {} : { imageScanningConfiguration: { scanOnPush } };
}
