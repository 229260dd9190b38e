/** StartLifecyclePolicyPreview, GetLifecyclePolicyPreview. */
import * as z from 'zod';
import { WireError } from '../wire/wire-error.js';
import { lifecyclePolicyNotFound, type NamedRepository } from './ecr-errors.js';
import type { EcrContext, PreviewRow } from './ecr-tables.js';
import { indexesOf, listImages, tagsByDigest } from './find-images.js';
import { findRepository } from './find-repository.js';
import { evaluateLifecycle, type LifecycleImage, type LifecycleOutcome } from './lifecycle-evaluation.js';
import { lifecyclePolicyText, readLifecyclePolicy } from './lifecycle-policy.js';
import { type EcrOperation, operation } from './operation.js';
import { page } from './page.js';
import { imageIdentifiers, repositoryAddress } from './request-members.js';

const startLifecyclePolicyPreview = operation(
  z.strictObject({ ...repositoryAddress, lifecyclePolicyText: lifecyclePolicyText.optional() }),
  'reads',
  (context, input) => {
    const { repository, named } = findRepository(context, input);
    const policyText = input.lifecyclePolicyText ?? repository.lifecyclePolicyText;
    if (policyText === undefined) throw lifecyclePolicyNotFound(named);
    readLifecyclePolicy(policyText);
    const running = context.tables.previews.get(named.name);
    if (running && statusOf(context, running) === 'IN_PROGRESS') {
      const text = `The previous lifecycle policy preview request has not completed for the repository with name '${named.name}' in the registry with id '${named.registryId}'`;
      throw new WireError('LifecyclePolicyPreviewInProgressException', text, 400);
    }
    const preview: PreviewRow = { policyText, startedAt: context.clock() };
    context.tables.previews.put(named.name, preview);
    return { ...answerHead(named, preview), status: 'IN_PROGRESS' };
  },
);

const getLifecyclePolicyPreview = operation(
  z.strictObject({
    ...repositoryAddress,
    imageIds: imageIdentifiers.optional(),
    nextToken: z.string().optional(),
    maxResults: z.int().min(1).max(100).optional(),
    filter: z.strictObject({ tagStatus: z.enum(['TAGGED', 'UNTAGGED', 'ANY']).optional() }).optional(),
  }),
  'reads',
  (context, input) => {
    const { named } = findRepository(context, input);
    const preview = context.tables.previews.get(named.name);
    if (!preview) {
      const text = `Lifecycle policy preview does not exist for the repository with name '${named.name}' in the registry with id '${named.registryId}'`;
      throw new WireError('LifecyclePolicyPreviewNotFoundException', text, 400);
    }
    const status = statusOf(context, preview);
    if (status === 'IN_PROGRESS') return { ...answerHead(named, preview), status, previewResults: [] };
    const outcomes = evaluate(context, named.name, preview);
    const wanted = outcomes.filter(({ image }) => {
      const named = input.imageIds?.some(
        (id) => id.imageDigest === image.digest || image.tags.includes(id.imageTag ?? ''),
      );
      const { tagStatus = 'ANY' } = input.filter ?? {};
      return named !== false && (tagStatus === 'ANY' || (tagStatus === 'TAGGED') === image.tags.length > 0);
    });
    const { items, ...next } = page(wanted, ({ image }) => `${image.pushedAt} ${image.digest}`, input);
    const expiring = outcomes.filter(({ rule }) => rule.action.type === 'expire').length;
    const transitioning = outcomes.length - expiring;
    return {
      ...answerHead(named, preview),
      status,
      ...next,
      previewResults: items.map(render),
      summary: {
        expiringImageTotalCount: expiring,
        ...(transitioning > 0 && {
          transitioningImageTotalCounts: [{ targetStorageClass: 'ARCHIVE', imageTotalCount: transitioning }],
        }),
      },
    };
  },
);

export const lifecyclePreviewOperations: Record<string, EcrOperation> = {
  StartLifecyclePolicyPreview: startLifecyclePolicyPreview,
  GetLifecyclePolicyPreview: getLifecyclePolicyPreview,
};

/** A preview takes as long as everything in this region that takes time. */
function statusOf({ clock, settings }: EcrContext, { startedAt }: PreviewRow): 'IN_PROGRESS' | 'COMPLETE' {
  return clock() < startedAt + settings.activationDelay ? 'IN_PROGRESS' : 'COMPLETE';
}

function evaluate(
  context: EcrContext,
  repository: string,
  preview: PreviewRow,
): LifecycleOutcome<LifecycleImage>[] {
  const tags = tagsByDigest(context.tables, repository);
  const images = listImages(context.tables, repository).map(({ digest, pushedAt, pulledAt }) => ({
    digest,
    pushedAt,
    pulledAt,
    tags: tags.get(digest) ?? [],
    referenced: indexesOf(context.tables, repository, digest).length > 0,
  }));
  return evaluateLifecycle(readLifecyclePolicy(preview.policyText).rules, images, preview.startedAt);
}

function answerHead({ registryId, name }: NamedRepository, { policyText }: PreviewRow): object {
  return { registryId, repositoryName: name, lifecyclePolicyText: policyText };
}

function render({ image, rule }: LifecycleOutcome<LifecycleImage>): object {
  const expire = rule.action.type === 'expire';
  return {
    ...(image.tags.length > 0 && { imageTags: image.tags }),
    imageDigest: image.digest,
    imagePushedAt: image.pushedAt / 1000,
    action: expire ? { type: 'EXPIRE' } : { type: 'TRANSITION', targetStorageClass: 'ARCHIVE' },
    appliedRulePriority: rule.rulePriority,
    storageClass: 'STANDARD',
  };
}
