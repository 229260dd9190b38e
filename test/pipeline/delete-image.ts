/** Deletes an image behind everybody's back, as a lifecycle rule does. */
import { BatchDeleteImageCommand } from '@aws-sdk/client-ecr';
import type { Digest } from '../../src/domain/digest.js';
import type { ReleaseWorld } from '../services/release-world.js';

export async function deleteImage({ region }: ReleaseWorld, digest: Digest): Promise<void> {
  const { failures } = await region.ecr.send(
    new BatchDeleteImageCommand({ repositoryName: 'app', imageIds: [{ imageDigest: digest }] }),
  );
  if (failures?.length) throw new Error(JSON.stringify(failures));
}
