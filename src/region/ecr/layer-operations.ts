/** BatchCheckLayerAvailability, GetDownloadUrlForLayer. */
import * as z from 'zod';
import { awsPattern } from '../wire/aws-pattern.js';
import { WireError } from '../wire/wire-error.js';
import type { EcrContext } from './ecr-tables.js';
import { listImages } from './find-images.js';
import { findRepository } from './find-repository.js';
import { layerUrl } from './layer-url.js';
import { type EcrOperation, operation } from './operation.js';
import { repositoryAddress } from './request-members.js';

const digestShape = /^[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+$/;

const batchCheckLayerAvailability = operation(
  z.strictObject({
    ...repositoryAddress,
    layerDigests: z.array(z.string().min(0).max(1000)).min(1).max(100),
  }),
  'reads',
  (context, input) => {
    const { repository } = findRepository(context, input);
    const mediaTypes = mediaTypesOf(context, repository.name);
    const valid = input.layerDigests.filter((digest) => digestShape.test(digest));
    const failures = input.layerDigests.filter((digest) => !digestShape.test(digest)).map(layerFailure);
    const layers = valid.map((layerDigest) => {
      const layerSize = context.tables.layers.get(`${repository.name}@${layerDigest}`);
      if (layerSize === undefined) return { layerDigest, layerAvailability: 'UNAVAILABLE' };
      const mediaType = mediaTypes.get(layerDigest);
      return {
        layerDigest,
        layerAvailability: 'AVAILABLE',
        layerSize,
        ...(mediaType !== undefined && { mediaType }),
      };
    });
    return { layers, failures };
  },
);

const getDownloadUrlForLayer = operation(
  z.strictObject({ ...repositoryAddress, layerDigest: awsPattern('[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+') }),
  'reads',
  (context, input) => {
    const { repository, named } = findRepository(context, input);
    const { layerDigest } = input;
    if (context.tables.layers.get(`${repository.name}@${layerDigest}`) === undefined) {
      const text = `The layer with digest '${layerDigest}' does not exist in the repository with name '${named.name}' in the registry with id '${named.registryId}'`;
      throw new WireError('LayersNotFoundException', text, 400);
    }
    if (!mediaTypesOf(context, repository.name).has(layerDigest)) {
      const text = `The layer with digest '${layerDigest}' is not available because it is not associated with an image. Unassociated image layers may be cleaned up at any time.`;
      throw new WireError('LayerInaccessibleException', text, 400);
    }
    return { downloadUrl: layerUrl(context, repository.name, layerDigest), layerDigest };
  },
);

export const layerOperations: Record<string, EcrOperation> = {
  BatchCheckLayerAvailability: batchCheckLayerAvailability,
  GetDownloadUrlForLayer: getDownloadUrlForLayer,
};

/** Media types of the layers and configs that images of the repository use, by digest. */
function mediaTypesOf(context: EcrContext, repository: string): Map<string, string> {
  const layers = listImages(context.tables, repository).flatMap((image) => image.layers);
  return new Map(layers.map(({ digest, mediaType }) => [digest, mediaType]));
}

function layerFailure(layerDigest: string): object {
  const failureReason =
    "Invalid request parameters: layer digest should satisfy the regex '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'";
  return layerDigest === ''
    ? {
        layerDigest,
        failureCode: 'MissingLayerDigest',
        failureReason: 'Invalid request parameters: layer digest cannot be null',
      }
    : { layerDigest, failureCode: 'InvalidLayerDigest', failureReason };
}
