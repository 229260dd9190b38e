/** Which image of the engine a deploy has used. */
import type { DeployResult } from '../../../src/pipeline/deploy-result.js';

/** Short id, which is what the content tag is made of. */
export function imageIdOf({ image }: Pick<DeployResult, 'image'>): string {
  return image.tag.replace(/^image-/, '');
}
