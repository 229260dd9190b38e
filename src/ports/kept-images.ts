/** The images that stay in the container engine for lading's sake, and how they leave it. Implemented over dockerode. */
import type { Digest } from '../domain/digest.js';

export interface KeptImages {
  /**
   * Removes an image without a name that no container needs; what builds reuse stays. Says whether it is gone.
   * @throws ENGINE_UNREACHABLE, REMOTE_REFUSED
   */
  discard(imageId: Digest): Promise<boolean>;
  /**
   * Takes names (`name:tag`, `name@sha256:…`) from the images that have them, and with its last name the image, but where a
   * container needs it. Returns how many names are gone.
   * @throws ENGINE_UNREACHABLE, REMOTE_REFUSED
   */
  removeNames(isOurs: (name: string) => boolean): Promise<number>;
}
