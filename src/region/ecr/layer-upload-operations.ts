/** InitiateLayerUpload, UploadLayerPart, CompleteLayerUpload. */
import * as z from 'zod';
import { isDigest } from '../../domain/digest.js';
import { awsPattern } from '../wire/aws-pattern.js';
import { WireError } from '../wire/wire-error.js';
import { invalidParameter, type NamedRepository, uploadNotFound } from './ecr-errors.js';
import type { EcrContext, UploadRow } from './ecr-tables.js';
import { findRepository } from './find-repository.js';
import { findUpload, finishUpload, startUpload } from './layer-uploads.js';
import { type EcrOperation, operation } from './operation.js';
import { repositoryAddress } from './request-members.js';

const mebibyte = 1024 * 1024;
/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html */
const partBytes = { minimum: 5 * mebibyte, advised: 10 * mebibyte, maximum: 20 * mebibyte };
const uploadId = awsPattern('[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}');

const initiateLayerUpload = operation(
  z.strictObject(repositoryAddress),
  'changes',
  async (context, input) => {
    const { repository } = findRepository(context, input);
    return { uploadId: await startUpload(context, repository.name), partSize: partBytes.advised };
  },
);

const uploadLayerPart = operation(
  z.strictObject({
    ...repositoryAddress,
    uploadId,
    partFirstByte: z.int().min(0),
    partLastByte: z.int().min(0),
    layerPartBlob: z.base64(),
  }),
  'changes',
  async (context, input) => {
    const { named } = findRepository(context, input);
    const upload = findUpload(context, named.name, input.uploadId);
    if (!upload) throw uploadNotFound(named, input.uploadId);
    const part = Buffer.from(input.layerPartBlob, 'base64');
    if (part.length > partBytes.maximum) {
      throw invalidParameter('layerPartBlob', `must have length less than or equal to ${partBytes.maximum}`);
    }
    const at = { registryId: named.registryId, repositoryName: named.name, uploadId: input.uploadId };
    if (input.partLastByte - input.partFirstByte + 1 !== part.length) throw await invalidPart(context, at);
    const outcome = await context.blobs.append(input.uploadId, [part], input.partFirstByte);
    if (outcome.kind === 'unknown-upload') throw uploadNotFound(named, input.uploadId);
    if (outcome.kind !== 'appended') throw await invalidPart(context, at);
    context.tables.uploads.put(input.uploadId, withPart(upload, part.length));
    return { ...at, lastByteReceived: outcome.size - 1 };
  },
);

const completeLayerUpload = operation(
  z.strictObject({
    ...repositoryAddress,
    uploadId,
    layerDigests: z.array(awsPattern('[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+')).min(1).max(100),
  }),
  'changes',
  async (context, input) => {
    const { named } = findRepository(context, input);
    const upload = findUpload(context, named.name, input.uploadId);
    if (!upload) throw uploadNotFound(named, input.uploadId);
    const [layerDigest] = input.layerDigests.filter(isDigest);
    if (layerDigest === undefined) throw invalidLayer(named, input.layerDigests.join(', '));
    if (upload.lastPartSize === undefined) throw emptyUpload(named, input.uploadId);
    if (upload.partTooSmall) throw partTooSmall();
    const known = context.tables.layers.get(`${named.name}@${layerDigest}`) !== undefined;
    const outcome = await finishUpload(context, named.name, input.uploadId, layerDigest);
    if (outcome.kind === 'unknown-upload') throw uploadNotFound(named, input.uploadId);
    if (outcome.kind !== 'stored') throw invalidLayer(named, layerDigest);
    if (known) throw layerAlreadyExists(named, layerDigest);
    const { registryId, name: repositoryName } = named;
    return { registryId, repositoryName, uploadId: input.uploadId, layerDigest };
  },
);

export const layerUploadOperations: Record<string, EcrOperation> = {
  InitiateLayerUpload: initiateLayerUpload,
  UploadLayerPart: uploadLayerPart,
  CompleteLayerUpload: completeLayerUpload,
};

/** Only the last part may be below the minimum, so a small one counts when the next arrives. */
function withPart(upload: UploadRow, size: number): UploadRow {
  const partTooSmall = upload.partTooSmall || (upload.lastPartSize ?? partBytes.minimum) < partBytes.minimum;
  return { ...upload, lastPartSize: size, partTooSmall };
}

async function invalidPart(context: EcrContext, at: { uploadId: string }): Promise<WireError> {
  const lastValidByteReceived = ((await context.blobs.uploadSize(at.uploadId)) ?? 0) - 1;
  const text = `Layer part is not valid: its length must be partLastByte - partFirstByte + 1 and its first byte must follow byte ${lastValidByteReceived}`;
  return new WireError('InvalidLayerPartException', text, 400, { ...at, lastValidByteReceived });
}

function invalidLayer({ name, registryId }: NamedRepository, digest: string): WireError {
  const text = `Layer with digest '${digest}' in repository '${name}' and registry ID '${registryId}' does not match the layer digest that Amazon ECR has calculated.`;
  return new WireError('InvalidLayerException', text, 400);
}

function layerAlreadyExists({ name, registryId }: NamedRepository, digest: string): WireError {
  const text = `Layer with digest '${digest}' already exists in the repository with name '${name}' in registry with id '${registryId}'`;
  return new WireError('LayerAlreadyExistsException', text, 400);
}

function emptyUpload({ name, registryId }: NamedRepository, id: string): WireError {
  const text = `Upload with id '${id}' for the repository with name '${name}' in registry with id '${registryId}' does not contain any layer parts`;
  return new WireError('EmptyUploadException', text, 400);
}

function partTooSmall(): WireError {
  return new WireError('LayerPartTooSmallException', 'Layer parts must be at least 5 MiB in size', 400);
}
