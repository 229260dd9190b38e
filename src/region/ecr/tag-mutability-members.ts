/** Reads tag mutability and its exclusion filters from a request. */
import * as z from 'zod';
import { awsPattern } from '../wire/aws-pattern.js';
import { invalidParameter } from './ecr-errors.js';
import type { RepositoryRow, TagMutability } from './ecr-tables.js';

export const mutabilityMembers = {
  imageTagMutability: z.enum(['MUTABLE', 'IMMUTABLE', 'IMMUTABLE_WITH_EXCLUSION', 'MUTABLE_WITH_EXCLUSION']),
  imageTagMutabilityExclusionFilters: z
    .array(z.strictObject({ filterType: z.enum(['WILDCARD']), filter: awsPattern('[0-9a-zA-Z._*-]{1,128}') }))
    .min(1)
    .max(5)
    .optional(),
};

/** @throws WireError InvalidParameterException when filters and mutability do not belong together */
export function readMutability(
  tagMutability: TagMutability,
  filters: readonly { filter: string }[] | undefined,
): Pick<RepositoryRow, 'tagMutability' | 'mutabilityExclusions'> {
  const wanted = tagMutability.endsWith('_WITH_EXCLUSION');
  if (wanted !== (filters !== undefined)) {
    const constraint = `ImageTagMutabilityExclusionFilters can't be ${wanted ? 'null' : 'provided'} when imageTagMutability is set as ${tagMutability}`;
    throw invalidParameter('imageTagMutabilityExclusionFilters', constraint);
  }
  return { tagMutability, mutabilityExclusions: (filters ?? []).map(({ filter }) => filter) };
}
