/** The images of a repository over ECR. */
import type { ImageDetail } from '@aws-sdk/client-ecr';
import { isDigest } from '../../domain/digest.js';
import type { CataloguedImage } from '../../domain/release.js';
import type { ImageCatalogue } from '../../ports/image-catalogue.js';
import { allPages } from './all-pages.js';
import { readFault } from './aws-fault.js';
import type { AwsSession } from './aws-session.js';
import { ecrCall } from './ecr-call.js';

/** ECR's largest page. */
const maxResults = 1000;

export function createImageCatalogue(session: AwsSession): ImageCatalogue {
  const call = ecrCall(session);
  return {
    listImages: (name, registryId) =>
      call(`Listing the images of repository ${name}`, name, async ({ api, client }, options) => {
        const page = (nextToken: string | undefined) =>
          client.send(
            new api.DescribeImagesCommand({
              repositoryName: name,
              maxResults,
              ...(registryId && { registryId }),
              ...(nextToken && { nextToken }),
            }),
            options,
          );
        try {
          const details = await allPages(page, ({ imageDetails, nextToken }) => [imageDetails, nextToken]);
          return details.flatMap(cataloguedImage);
        } catch (error) {
          if (readFault(error).name === 'RepositoryNotFoundException') return undefined;
          throw error;
        }
      }),
  };
}

function cataloguedImage(detail: ImageDetail): CataloguedImage[] {
  const { imageDigest, imageTags, imageManifestMediaType, imagePushedAt, imageSizeInBytes } = detail;
  const { lastRecordedPullTime: pulled, subjectManifestDigest: subject } = detail;
  if (imageDigest === undefined || !isDigest(imageDigest)) return [];
  return [
    {
      digest: imageDigest,
      tags: imageTags ?? [],
      mediaType: imageManifestMediaType ?? '',
      pushedAt: imagePushedAt?.toISOString() ?? '',
      ...(pulled && { pulledAt: pulled.toISOString() }),
      ...(subject !== undefined && isDigest(subject) && { subject }),
      compressedBytes: imageSizeInBytes ?? 0,
    },
  ];
}
