/** Members that many of ECR's requests share, with the constraints of the service model. */
import * as z from 'zod';
import { awsPattern } from '../wire/aws-pattern.js';

const namePart = '[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*';

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_Repository.html */
export const repositoryName = awsPattern(`${namePart}(\\/${namePart})*`).min(2).max(256);
export const registryId = awsPattern('[0-9]{12}');

/** What nearly every request starts with. */
export const repositoryAddress = { registryId: registryId.optional(), repositoryName };

export const imageTag = z.string().min(1).max(300);
export const imageIdentifiers = z
  .array(z.strictObject({ imageDigest: z.string().optional(), imageTag: imageTag.optional() }))
  .min(1)
  .max(100);

export const pageRequest = {
  nextToken: z.string().optional(),
  maxResults: z.int().min(1).max(1000).optional(),
};
