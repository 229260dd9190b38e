/** DescribePullThroughCacheRules: there are none, as this region fetches nothing from other registries. */
import * as z from 'zod';
import { type EcrOperation, operation } from './operation.js';
import { pageRequest, registryId } from './request-members.js';

const describePullThroughCacheRules = operation(
  z.strictObject({
    registryId: registryId.optional(),
    ecrRepositoryPrefixes: z.array(z.string().min(2).max(30)).min(1).max(100).optional(),
    ...pageRequest,
  }),
  'reads',
  () => ({ pullThroughCacheRules: [] }),
);

export const pullThroughOperations: Record<string, EcrOperation> = {
  DescribePullThroughCacheRules: describePullThroughCacheRules,
};
