/** Deletes images from an ECR repository in batches, and says which could not be deleted. */
import { stopIfAborted } from '../../errors/stop-if-aborted.js';
import type { DeleteFailure, Remover } from '../../ports/remover.js';
import type { EcrCall } from './ecr-call.js';

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchDeleteImage.html */
const batchSize = 100;

/** ECR answers 200 also when images stay: the failures say why. An image that is gone already is none. */
export function deleteImages(call: EcrCall): Remover['deleteImages'] {
  return async (name, digests, onDeleted, signal) => {
    const failures: DeleteFailure[] = [];
    for (let from = 0; from < digests.length; from += batchSize) {
      stopIfAborted(signal);
      const imageIds = digests.slice(from, from + batchSize).map((imageDigest) => ({ imageDigest }));
      const answer = await call(`Deleting images of repository ${name}`, name, ({ api, client }, options) =>
        client.send(new api.BatchDeleteImageCommand({ repositoryName: name, imageIds }), options),
      );
      const stayed = (answer.failures ?? []).filter(({ failureCode }) => failureCode !== 'ImageNotFound');
      for (const { imageId, failureCode: code = 'unknown', failureReason: reason = '' } of stayed)
        failures.push({ kind: 'image', name: imageId?.imageDigest ?? '', code, reason });
      onDeleted(imageIds.length - stayed.length);
    }
    return failures;
  };
}
