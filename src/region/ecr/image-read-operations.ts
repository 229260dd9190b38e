/** DescribeImages, ListImages, BatchGetImage. */
import * as z from 'zod';
import { imageNotFound } from './ecr-errors.js';
import type { EcrContext, ImageRow } from './ecr-tables.js';
import { findImage, listImages, tagsByDigest } from './find-images.js';
import { findRepository } from './find-repository.js';
import { type ImageFailure, imageFailure, imageNotFoundFailure } from './image-failure.js';
import { type EcrOperation, operation } from './operation.js';
import { page } from './page.js';
import { recordPull } from './record-pull.js';
import { imageIdentifiers, pageRequest, repositoryAddress } from './request-members.js';

const filter = z
  .strictObject({
    tagStatus: z.enum(['TAGGED', 'UNTAGGED', 'ANY']).optional(),
    imageStatus: z.enum(['ACTIVE', 'ARCHIVED', 'ACTIVATING', 'ANY']).optional(),
  })
  .optional();

const describeImages = operation(
  z.strictObject({ ...repositoryAddress, imageIds: imageIdentifiers.optional(), ...pageRequest, filter }),
  'reads',
  (context, input) => {
    const { repository, named } = findRepository(context, input);
    const asked = input.imageIds?.map((id) => {
      const image = findImage(context.tables, repository.name, id);
      if (!image) throw imageNotFound(named, id);
      return image;
    });
    const tags = tagsByDigest(context.tables, repository.name);
    const passing = listImages(context.tables, repository.name).filter((image) =>
      passes(input.filter, tags.has(image.digest)),
    );
    const shown = asked ? [...new Set(asked)] : passing;
    const { items, ...next } = page(shown, ({ pushedAt, digest }) => `${pushedAt} ${digest}`, input);
    return { imageDetails: items.map((image) => describe(context, image, tags.get(image.digest))), ...next };
  },
);

const listImagesOperation = operation(
  z.strictObject({ ...repositoryAddress, ...pageRequest, filter }),
  'reads',
  (context, input) => {
    const { repository } = findRepository(context, input);
    const tags = tagsByDigest(context.tables, repository.name);
    const ids = listImages(context.tables, repository.name).flatMap(({ digest, pushedAt }) => {
      const own = tags.get(digest) ?? [undefined];
      return own.map((tag) => ({ key: `${pushedAt} ${digest}:${tag ?? ''}`, digest, tag }));
    });
    const passing = ids.filter(({ tag }) => passes(input.filter, tag !== undefined));
    const { items, ...next } = page(passing, ({ key }) => key, input);
    const imageIds = items.map(({ digest, tag }) => ({ imageDigest: digest, ...(tag && { imageTag: tag }) }));
    return { imageIds, ...next };
  },
);

const batchGetImage = operation(
  z.strictObject({
    ...repositoryAddress,
    imageIds: imageIdentifiers,
    acceptedMediaTypes: z.array(z.string()).min(1).max(100).optional(),
  }),
  'reads',
  async (context, input) => {
    const { named } = findRepository(context, input);
    const images: object[] = [];
    const failures: ImageFailure[] = [];
    for (const id of input.imageIds) {
      const failure = imageFailure(context, named.name, id);
      const image = failure ? undefined : findImage(context.tables, named.name, id);
      // ECR may convert between formats here; this region never does, and a manifest nobody accepts is not found.
      const accepted = image && (input.acceptedMediaTypes?.includes(image.mediaType) ?? true);
      const manifest = accepted ? await context.blobs.load(image.digest) : undefined;
      if (!image || !manifest) {
        failures.push(failure ?? imageNotFoundFailure(id));
        continue;
      }
      recordPull(context, image);
      images.push({
        registryId: named.registryId,
        repositoryName: named.name,
        imageId: { imageDigest: image.digest, ...(id.imageTag !== undefined && { imageTag: id.imageTag }) },
        imageManifest: manifest.toString('utf8'),
        imageManifestMediaType: image.mediaType,
      });
    }
    return { images, failures };
  },
);

export const imageReadOperations: Record<string, EcrOperation> = {
  DescribeImages: describeImages,
  ListImages: listImagesOperation,
  BatchGetImage: batchGetImage,
};

function passes(wanted: z.infer<typeof filter>, tagged: boolean): boolean {
  const { tagStatus = 'ANY', imageStatus = 'ACTIVE' } = wanted ?? {};
  if (imageStatus === 'ARCHIVED' || imageStatus === 'ACTIVATING') return false;
  return tagStatus === 'ANY' || (tagStatus === 'TAGGED') === tagged;
}

function describe({ settings }: EcrContext, image: ImageRow, tags: readonly string[] | undefined): object {
  return {
    registryId: settings.account,
    repositoryName: image.repository,
    imageDigest: image.digest,
    ...(tags && { imageTags: tags }),
    imageSizeInBytes: image.sizeInBytes,
    imagePushedAt: image.pushedAt / 1000,
    imageManifestMediaType: image.mediaType,
    ...(image.artifactMediaType !== undefined && { artifactMediaType: image.artifactMediaType }),
    ...(image.subject !== undefined && { subjectManifestDigest: image.subject }),
    ...(image.pulledAt !== undefined && { lastRecordedPullTime: image.pulledAt / 1000 }),
    imageStatus: 'ACTIVE',
  };
}
