/** Remembers when an image was last pulled. */
import type { EcrContext, ImageRow } from './ecr-tables.js';

const refreshInterval = 24 * 60 * 60 * 1000;

/** ECR refreshes `lastRecordedPullTime` once in 24 hours, so a pull seldom costs a write. */
export function recordPull(context: EcrContext, image: ImageRow): void {
  const now = context.clock();
  if (image.pulledAt !== undefined && now - image.pulledAt < refreshInterval) return;
  context.tables.images.put(`${image.repository}@${image.digest}`, { ...image, pulledAt: now });
}
