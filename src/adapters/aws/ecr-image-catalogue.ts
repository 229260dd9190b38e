/** The images of a repository over ECR. */
import { isDigest } from '../../domain/digest.js';
import type { CataloguedImage } from '../../domain/release.js';
import type { ImageCatalogue } from '../../ports/image-catalogue.js';
import { readFault } from './aws-fault.js';
import type { AwsSession } from './aws-session.js';
import { ecrCall } from './ecr-call.js';
import { allPages } from './lambda-releases.js';

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

function cataloguedImage(detail: {
  imageDigest?: string | undefined;
  imageTags?: string[] | undefined;
  imageManifestMediaType?: string | undefined;
  imagePushedAt?: Date | undefined;
  imageSizeInBytes?: number | undefined;
}): CataloguedImage[] {
  const { imageDigest, imageTags, imageManifestMediaType, imagePushedAt, imageSizeInBytes } = detail;
  if (imageDigest === undefined || !isDigest(imageDigest)) return [];
  return [
    {
      digest: imageDigest,
      tags: imageTags ?? [],
      mediaType: imageManifestMediaType ?? '',
      pushedAt: imagePushedAt?.toISOString() ?? '',
      compressedBytes: imageSizeInBytes ?? 0,
    },
  ];
}
