/** Schema of `lading.yaml` / `lading.json`; `docs/lading.schema.json` is generated from it. */
import * as z from 'zod';
import { settings, text } from './allowed.js';
import { functionName, functionSchema } from './function-schema.js';
import { aliasesOf } from './function-spec-of.js';
import { imageSchema } from './image-schema.js';
import { repositorySchema } from './repository-schema.js';

const name = text('2 to 64 lower-case letters and digits, separated by . _ or -', {
  pattern: /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/,
  minimum: 2,
  maximum: 64,
});

const functions = z
  .record(functionName, functionSchema, { error: 'functions by name, as "hello: { memorySize: 512 }"' })
  .refine((value) => Object.keys(value).length > 0, { error: 'at least one function' })
  .superRefine((value, context) => {
    const owners = new Map<string, string>();
    for (const [key, entry] of Object.entries(value)) {
      const owner = owners.get(entry.name ?? key);
      if (owner)
        context.addIssue({
          code: 'custom',
          path: [key, 'name'],
          message: `a name of its own, as ${owner} has this one`,
        });
      owners.set(entry.name ?? key, key);
      if (entry.provisionedConcurrency !== undefined && aliasesOf(entry).length === 0)
        context.addIssue({
          code: 'custom',
          path: [key, 'provisionedConcurrency'],
          message: 'nothing, as the function has no alias to keep it for',
        });
    }
  });

/** Exactly the settings that take effect; anything else is refused by name. */
export const configSchema = settings({
  $schema: z.string().describe('JSON Schema for editors; lading does not read it.').exactOptional(),
  name: name.describe('Name of the project, and of the ECR repository unless repository.name is given.'),
  region: text('an AWS region such as eu-west-1', { pattern: /^[a-z]{2,}(?:-[a-z0-9]+)+-\d+$/ })
    .describe('AWS region. Default: that of the environment or the profile.')
    .exactOptional(),
  repository: repositorySchema
    .describe('The ECR repository. Settings not mentioned are left as they are.')
    .exactOptional(),
  image: imageSchema.describe('How to build the image. All functions run this one image.').exactOptional(),
  functions: functions.describe(
    'Functions by name. Settings not mentioned are left as they are in the account.',
  ),
}).describe('Configuration of lading: one container image and the Lambda functions that run it.');
