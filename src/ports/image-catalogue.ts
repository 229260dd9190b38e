/** What ECR knows of the images in a repository. */
import type { Digest } from '../domain/digest.js';
import type { RepositoryName } from '../domain/image-reference.js';
import type { CataloguedImage } from '../domain/release.js';

export interface ImageCatalogue {
  /** One image, one request; undefined when it, or the repository, does not exist. */
  findImage(name: RepositoryName, digest: Digest, registryId?: string): Promise<CataloguedImage | undefined>;
  /** Every image of the repository, all pages; undefined when the repository does not exist. */
  listImages(name: RepositoryName, registryId?: string): Promise<readonly CataloguedImage[] | undefined>;
}
