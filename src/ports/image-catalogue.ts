/** What ECR knows of the images in a repository. */
import type { RepositoryName } from '../domain/image-reference.js';
import type { CataloguedImage } from '../domain/release.js';

export interface ImageCatalogue {
  /** Every image of the repository, all pages; undefined when the repository does not exist. */
  listImages(name: RepositoryName, registryId?: string): Promise<readonly CataloguedImage[] | undefined>;
}
