/** Schema of `repository:` — the ECR repository that the image is pushed to. */
import * as z from 'zod';
import { repositoryNames, repositoryShape } from '../domain/image-reference.js';
import { list, oneOf, settings, text, wholeNumber, yesOrNo } from './allowed.js';

// https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageTagMutabilityExclusionFilter.html
const filterShape = /^[0-9a-zA-Z._*-]{1,128}$/;

const repositoryName = text(repositoryNames, {
  pattern: repositoryShape,
  minimum: 2,
  maximum: 256,
});

export const repositorySchema = settings({
  name: repositoryName
    .describe('Name of the ECR repository. Default: the name at the top of this file.')
    .exactOptional(),
  tagMutability: oneOf('immutable', 'mutable')
    .describe(
      'Whether a tag may be moved to another image. Not mentioned: a new repository gets what ECR gives it, an existing one is left as it is.',
    )
    .exactOptional(),
  exclusions: list(
    text('a tag with * for any characters, such as "latest" or "pr-*"', { pattern: filterShape }),
    'a list of 1 to 5 tags with * for any characters',
    5,
  )
    .min(1, { error: 'a list of 1 to 5 tags with * for any characters' })
    .describe('Tags for which the opposite of tagMutability holds; * stands for any characters.')
    .exactOptional(),
  scanOnPush: yesOrNo().describe('Basic scanning of each image that is pushed.').exactOptional(),
  keepImages: z
    .union([wholeNumber('images', 1, 10_000), z.literal(false)], {
      error: 'a whole number of images from 1 to 10000, or false for no lifecycle policy',
    })
    .describe(
      'Newest images that stay besides all those that functions use; ECR deletes the others. false takes the lifecycle policy away.',
    )
    .exactOptional(),
}).refine((value) => value.exclusions === undefined || value.tagMutability !== undefined, {
  path: ['exclusions'],
  error: 'exclusions only together with tagMutability, to which they are the exception',
});
