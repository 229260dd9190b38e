/** PutLifecyclePolicy, GetLifecyclePolicy, DeleteLifecyclePolicy. */
import * as z from 'zod';
import { lifecyclePolicyNotFound } from './ecr-errors.js';
import { findRepository } from './find-repository.js';
import { lifecyclePolicyText, readLifecyclePolicy } from './lifecycle-policy.js';
import { type EcrOperation, operation } from './operation.js';
import { repositoryAddress } from './request-members.js';

/** Stored, and evaluated only by previews: the region never expires an image on its own. */
const putLifecyclePolicy = operation(
  z.strictObject({ ...repositoryAddress, lifecyclePolicyText }),
  'changes',
  (context, input) => {
    const { repository, named } = findRepository(context, input);
    readLifecyclePolicy(input.lifecyclePolicyText);
    // ECR gives it back without the white space it was sent with.
    const text = JSON.stringify(JSON.parse(input.lifecyclePolicyText));
    context.tables.repositories.put(repository.name, { ...repository, lifecyclePolicyText: text });
    return { registryId: named.registryId, repositoryName: named.name, lifecyclePolicyText: text };
  },
);

const getLifecyclePolicy = operation(z.strictObject(repositoryAddress), 'reads', (context, input) => {
  const { repository, named } = findRepository(context, input);
  if (repository.lifecyclePolicyText === undefined) throw lifecyclePolicyNotFound(named);
  const text = repository.lifecyclePolicyText;
  return { registryId: named.registryId, repositoryName: named.name, lifecyclePolicyText: text };
});

const deleteLifecyclePolicy = operation(z.strictObject(repositoryAddress), 'changes', (context, input) => {
  const { repository, named } = findRepository(context, input);
  const { lifecyclePolicyText: text, ...rest } = repository;
  if (text === undefined) throw lifecyclePolicyNotFound(named);
  context.tables.repositories.put(repository.name, rest);
  return { registryId: named.registryId, repositoryName: named.name, lifecyclePolicyText: text };
});

export const lifecyclePolicyOperations: Record<string, EcrOperation> = {
  PutLifecyclePolicy: putLifecyclePolicy,
  GetLifecyclePolicy: getLifecyclePolicy,
  DeleteLifecyclePolicy: deleteLifecyclePolicy,
};
