/** What Lambda asks the registry about an image; implemented over the region's own ECR data. */

import type { Digest } from '../../domain/digest.js';
import type { ImageConfigFile, ImageIndex, ImageManifest } from '../../domain/image-manifest.js';

export type ImageAnswer =
  | {
      readonly kind: 'found';
      /** Of the manifest or index that the tag or digest names. */
      readonly digest: Digest;
      readonly mediaType: string;
      readonly manifest: ImageManifest | ImageIndex;
      /** Absent for an index, and where the config blob is no image config. */
      readonly config?: ImageConfigFile;
      /** Sum of the layers as unpacked, where it is known. */
      readonly uncompressedBytes?: number;
      /** The repository policy as it is set; absent when there is none. */
      readonly repositoryPolicy?: string;
    }
  | { readonly kind: 'repository-missing' | 'image-missing' | 'invalid-uri' };

/**
 * Looks an image URI up: this region's host (`127.0.0.1:PORT/name:tag`, `…@sha256:…`) or the ECR host of this account and
 * region. Anything else, and a reference without tag and digest, is `invalid-uri`.
 */
export type ImageLookup = (imageUri: string) => Promise<ImageAnswer>;

/** Whether an image that was once found is still in its repository. Costs nothing: it is asked at every read of a function. */
export type ImagePresence = (imageUri: string) => boolean;
