/** CreateRepository, DescribeRepositories, DeleteRepository. */
import * as z from 'zod';
import { repositoryAlreadyExists, repositoryNotEmpty } from './ecr-errors.js';
import type { EcrContext, RepositoryRow } from './ecr-tables.js';
import { listImages, listTags } from './find-images.js';
import { findRepository } from './find-repository.js';
import { type EcrOperation, operation } from './operation.js';
import { page } from './page.js';
import { renderRepository } from './render-repository.js';
import { pageRequest, registryId, repositoryAddress, repositoryName } from './request-members.js';
import { checkTagList, tagList } from './resource-tags.js';
import { mutabilityMembers, readMutability } from './tag-mutability-members.js';

const encryption = z.strictObject({
  encryptionType: z.enum(['AES256', 'KMS', 'KMS_DSSE']),
  kmsKey: z.string().min(1).max(2048).optional(),
});

const createRepository = operation(
  z.strictObject({
    ...repositoryAddress,
    tags: tagList.optional(),
    imageTagMutability: mutabilityMembers.imageTagMutability.optional(),
    imageTagMutabilityExclusionFilters: mutabilityMembers.imageTagMutabilityExclusionFilters,
    imageScanningConfiguration: z.strictObject({ scanOnPush: z.boolean().optional() }).optional(),
    encryptionConfiguration: encryption.optional(),
  }),
  'changes',
  (context, input) => {
    const { repositories } = context.tables;
    const name = input.repositoryName;
    const mutability = readMutability(
      input.imageTagMutability ?? 'MUTABLE',
      input.imageTagMutabilityExclusionFilters,
    );
    const tags = checkTagList(input.tags ?? []);
    if (repositories.get(name)) {
      throw repositoryAlreadyExists({ name, registryId: input.registryId ?? context.settings.account });
    }
    const { encryptionType = 'AES256', kmsKey } = input.encryptionConfiguration ?? {};
    const repository: RepositoryRow = {
      name,
      createdAt: context.clock(),
      ...mutability,
      scanOnPush: input.imageScanningConfiguration?.scanOnPush ?? false,
      encryption: { encryptionType, ...(kmsKey !== undefined && { kmsKey }) },
      tags,
    };
    repositories.put(name, repository);
    return { repository: renderRepository(context.settings, repository) };
  },
);

const describeRepositories = operation(
  z.strictObject({
    registryId: registryId.optional(),
    repositoryNames: z.array(repositoryName).min(1).max(100).optional(),
    ...pageRequest,
  }),
  'reads',
  (context, input) => {
    const asked = input.repositoryNames?.map(
      (name) => findRepository(context, { repositoryName: name, registryId: input.registryId }).repository,
    );
    const foreign = (input.registryId ?? context.settings.account) !== context.settings.account;
    const all = foreign ? [] : context.tables.repositories.entries().map(([, repository]) => repository);
    const { items, ...next } = page(asked ?? all, (repository) => repository.name, input);
    return {
      repositories: items.map((repository) => renderRepository(context.settings, repository)),
      ...next,
    };
  },
);

const deleteRepository = operation(
  z.strictObject({ ...repositoryAddress, force: z.boolean().optional() }),
  'changes',
  (context, input) => {
    const { repository, named } = findRepository(context, input);
    if (!input.force && listImages(context.tables, repository.name).length > 0)
      throw repositoryNotEmpty(named);
    empty(context, repository.name);
    context.tables.repositories.delete(repository.name);
    return { repository: renderRepository(context.settings, repository) };
  },
);

export const repositoryOperations: Record<string, EcrOperation> = {
  CreateRepository: createRepository,
  DescribeRepositories: describeRepositories,
  DeleteRepository: deleteRepository,
};

/** Tags before the images they name, the repository last: a kill in between leaves nothing dangling. */
function empty({ tables }: EcrContext, repository: string): void {
  for (const [tag] of listTags(tables, repository)) tables.tags.delete(`${repository}:${tag}`);
  tables.previews.delete(repository);
  for (const { digest } of listImages(tables, repository)) tables.images.delete(`${repository}@${digest}`);
  for (const [key] of tables.layers.entries()) {
    if (key.startsWith(`${repository}@`)) tables.layers.delete(key);
  }
}
