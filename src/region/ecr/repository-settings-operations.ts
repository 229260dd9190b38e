/** PutImageTagMutability, PutImageScanningConfiguration. */
import * as z from 'zod';
import type { RepositoryRow } from './ecr-tables.js';
import { findRepository } from './find-repository.js';
import { type EcrOperation, operation } from './operation.js';
import { renderMutability } from './render-repository.js';
import { repositoryAddress } from './request-members.js';
import { mutabilityMembers, readMutability } from './tag-mutability-members.js';

const putImageTagMutability = operation(
  z.strictObject({ ...repositoryAddress, ...mutabilityMembers }),
  'changes',
  (context, input) => {
    const mutability = readMutability(input.imageTagMutability, input.imageTagMutabilityExclusionFilters);
    const { repository, named } = findRepository(context, input);
    const changed: RepositoryRow = { ...repository, ...mutability };
    context.tables.repositories.put(repository.name, changed);
    return { registryId: named.registryId, repositoryName: named.name, ...renderMutability(changed) };
  },
);

const putImageScanningConfiguration = operation(
  z.strictObject({
    ...repositoryAddress,
    imageScanningConfiguration: z.strictObject({ scanOnPush: z.boolean().optional() }),
  }),
  'changes',
  (context, input) => {
    const { repository, named } = findRepository(context, input);
    const scanOnPush = input.imageScanningConfiguration.scanOnPush ?? false;
    context.tables.repositories.put(repository.name, { ...repository, scanOnPush });
    return {
      registryId: named.registryId,
      repositoryName: named.name,
      imageScanningConfiguration: { scanOnPush },
    };
  },
);

export const repositorySettingsOperations: Record<string, EcrOperation> = {
  PutImageTagMutability: putImageTagMutability,
  PutImageScanningConfiguration: putImageScanningConfiguration,
};
