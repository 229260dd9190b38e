/** The image that is to be deployed, before it is known what the repository lacks of it. */
import type { Digest } from '../domain/digest.js';
import type { ImageFacts } from '../domain/image-checks.js';
import type { ImageManifest } from '../domain/image-manifest.js';
import type { Tag } from '../domain/image-reference.js';
import type { LocalImage } from '../ports/container-engine.js';
import type { ImageContent } from '../ports/image-content.js';
import type { StoredManifest } from '../ports/image-registry.js';

/** A manifest of one image, with its bytes for putting them under another tag. */
export interface StoredImage {
  readonly manifest: ImageManifest;
  readonly stored: StoredManifest;
}

/** Where the image is now: in the engine, in an archive or another registry, or already where Lambda pulls from. */
export type CandidateOrigin =
  | { readonly kind: 'engine'; readonly image: LocalImage }
  | { readonly kind: 'content'; readonly content: ImageContent }
  | {
      readonly kind: 'stored';
      readonly image: StoredImage;
      readonly tag?: Tag;
      /** It is the child of an index, so nothing but its digest may name it. */
      readonly ofIndex: boolean;
    };

export interface Candidate {
  /**
   * The engine's image id or the digest of the image config, which are the same on graph-driver stores; of a manifest where that
   * is to stay as it is.
   */
  readonly id: Digest;
  readonly facts: ImageFacts;
  readonly origin: CandidateOrigin;
}
