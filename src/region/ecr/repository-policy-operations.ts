/** SetRepositoryPolicy, GetRepositoryPolicy, DeleteRepositoryPolicy. */
import * as z from 'zod';
import { invalidParameter, repositoryPolicyNotFound } from './ecr-errors.js';
import { findRepository } from './find-repository.js';
import { type EcrOperation, operation } from './operation.js';
import { formatPolicy } from './policy-text.js';
import { isRepositoryPolicy } from './repository-policy.js';
import { repositoryAddress } from './request-members.js';

const setRepositoryPolicy = operation(
  z.strictObject({ ...repositoryAddress, policyText: z.string().max(10_240), force: z.boolean().optional() }),
  'changes',
  (context, input) => {
    const { repository, named } = findRepository(context, input);
    if (!isRepositoryPolicy(input.policyText)) {
      throw invalidParameter('PolicyText', 'Invalid repository policy provided');
    }
    const policyText = formatPolicy(JSON.parse(input.policyText));
    context.tables.repositories.put(repository.name, { ...repository, policyText });
    return { registryId: named.registryId, repositoryName: named.name, policyText };
  },
);

const getRepositoryPolicy = operation(z.strictObject(repositoryAddress), 'reads', (context, input) => {
  const { repository, named } = findRepository(context, input);
  const { policyText } = repository;
  if (policyText === undefined) throw repositoryPolicyNotFound(named);
  return { registryId: named.registryId, repositoryName: named.name, policyText };
});

const deleteRepositoryPolicy = operation(z.strictObject(repositoryAddress), 'changes', (context, input) => {
  const { repository, named } = findRepository(context, input);
  const { policyText, ...rest } = repository;
  if (policyText === undefined) throw repositoryPolicyNotFound(named);
  context.tables.repositories.put(repository.name, rest);
  return { registryId: named.registryId, repositoryName: named.name, policyText };
});

export const repositoryPolicyOperations: Record<string, EcrOperation> = {
  SetRepositoryPolicy: setRepositoryPolicy,
  GetRepositoryPolicy: getRepositoryPolicy,
  DeleteRepositoryPolicy: deleteRepositoryPolicy,
};
