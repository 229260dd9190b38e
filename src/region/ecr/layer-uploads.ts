/** Uploads of layers into a repository: what ECR's upload operations and the registry's have in common. */
import type { Digest } from '../../domain/digest.js';
import type { FinishOutcome } from '../blob-uploads.js';
import type { EcrContext, UploadRow } from './ecr-tables.js';

/** Twice the age at which the bytes of an unfinished upload are swept. */
const rowLifetime = 48 * 60 * 60 * 1000;

/** An empty upload that belongs to the repository; the id is a UUID. */
export async function startUpload(context: EcrContext, repository: string): Promise<string> {
  const { tables, clock } = context;
  for (const [id, { startedAt }] of tables.uploads.entries()) {
    if (startedAt + rowLifetime < clock()) tables.uploads.delete(id);
  }
  const id = await context.blobs.startUpload();
  tables.uploads.put(id, { repository, startedAt: clock() });
  return id;
}

/** Undefined when there is no such upload in this repository. */
export function findUpload(context: EcrContext, repository: string, id: string): UploadRow | undefined {
  const upload = context.tables.uploads.get(id);
  return upload?.repository === repository ? upload : undefined;
}

/** Makes the upload a layer of the repository when its digest is right; an upload with another digest is kept. */
export async function finishUpload(
  context: EcrContext,
  repository: string,
  id: string,
  digest: Digest,
): Promise<FinishOutcome> {
  const outcome = await context.blobs.finish(id, digest);
  if (outcome.kind !== 'stored') return outcome;
  context.tables.layers.put(`${repository}@${digest}`, outcome.size);
  context.tables.uploads.delete(id);
  return outcome;
}

/** Forgets the upload and its bytes. */
export async function cancelUpload(context: EcrContext, id: string): Promise<void> {
  context.tables.uploads.delete(id);
  await context.blobs.abandon(id);
}
