/** TagResource, UntagResource, ListTagsForResource. */
import * as z from 'zod';
import { invalidParameter } from './ecr-errors.js';
import type { EcrContext, RepositoryRow } from './ecr-tables.js';
import { findRepository } from './find-repository.js';
import { type EcrOperation, operation } from './operation.js';
import { checkTagList, tagList } from './resource-tags.js';

const resourceArn = z.string();
const arnShape = /^arn:aws[a-z-]*:ecr:([a-z0-9-]+):(\d{12}):repository\/(.+)$/;

const tagResource = operation(z.strictObject({ resourceArn, tags: tagList }), 'changes', (context, input) => {
  const repository = repositoryOf(context, input.resourceArn);
  const tags = checkTagList(input.tags, repository.tags);
  context.tables.repositories.put(repository.name, { ...repository, tags });
  return {};
});

const untagResource = operation(
  z.strictObject({ resourceArn, tagKeys: z.array(z.string()) }),
  'changes',
  (context, input) => {
    const repository = repositoryOf(context, input.resourceArn);
    const kept = Object.entries(repository.tags).filter(([key]) => !input.tagKeys.includes(key));
    context.tables.repositories.put(repository.name, { ...repository, tags: Object.fromEntries(kept) });
    return {};
  },
);

const listTagsForResource = operation(z.strictObject({ resourceArn }), 'reads', (context, input) => {
  const { tags } = repositoryOf(context, input.resourceArn);
  return { tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
});

export const resourceTagOperations: Record<string, EcrOperation> = {
  TagResource: tagResource,
  UntagResource: untagResource,
  ListTagsForResource: listTagsForResource,
};

function repositoryOf(context: EcrContext, arn: string): RepositoryRow {
  const [, region, account, name] = arnShape.exec(arn) ?? [];
  if (region !== context.settings.region || name === undefined)
    throw invalidParameter('resourceArn', 'Invalid ARN');
  return findRepository(context, { repositoryName: name, registryId: account }).repository;
}
