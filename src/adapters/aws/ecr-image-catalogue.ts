/** The images of a repository over ECR. */
import type { DescribeImagesCommandInput, ImageDetail } from '@aws-sdk/client-ecr';
import { isDigest } from '../../domain/digest.js';
import type { RepositoryName } from '../../domain/image-reference.js';
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
  const describe = (
    what: string,
    name: RepositoryName,
    input: Omit<DescribeImagesCommandInput, 'repositoryName'>,
  ): Promise<ImageDetail[] | undefined> =>
    call(what, name, async ({ api, client }, options) => {
      const page = (nextToken: string | undefined) =>
        client.send(
          new api.DescribeImagesCommand({ repositoryName: name, ...input, ...(nextToken && { nextToken }) }),
          options,
        );
      return orNone(
        allPages(page, ({ imageDetails, nextToken }): [ImageDetail[] | undefined, string | undefined] => [
          imageDetails,
          nextToken,
        ]),
      );
    });
  return {
    async findImage(name, digest, registryId) {
      const found = await describe(`Looking for an image in repository ${name}`, name, {
        imageIds: [{ imageDigest: digest }],
        ...(registryId && { registryId }),
      });
      return found?.flatMap(cataloguedImage)[0];
    },
    async listImages(name, registryId) {
      const found = await describe(`Listing the images of repository ${name}`, name, {
        maxResults,
        ...(registryId && { registryId }),
      });
      return found?.flatMap(cataloguedImage);
    },
  };
}

/** Undefined for a repository, or an image that was named, which does not exist. */
async function orNone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (/^(?:Repository|Image)NotFoundException$/.test(readFault(error).name)) return undefined;
    throw error;
  }
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
