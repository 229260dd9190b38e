/** Schema of one entry of `functions:` — every setting of an image function, in Lambda's own names in camel case. */
import * as z from 'zod';
import { architectureOf, architectures } from '../domain/architecture.js';
import { list, oneOf, settings, text, wholeNumber, yesOrNo } from './allowed.js';
import { attachmentSettings } from './attachments-schema.js';
import { environmentSchema } from './environment-schema.js';
import { deadLetter, fileSystems, kmsKeyArn, logging, vpc } from './function-resources-schema.js';
import { rolloutSettings } from './rollout-schema.js';

// https://docs.aws.amazon.com/lambda/latest/api/API_ImageConfig.html
const words = (allowed: string) => list(text('text'), `${allowed}, as a list of at most 1500 words`, 1500);

const imageConfig = settings({
  entryPoint: words('the program to start')
    .describe('Instead of the ENTRYPOINT of the image; [] takes the one of the image.')
    .exactOptional(),
  command: words('the arguments, on AWS base images the handler')
    .describe('Instead of the CMD of the image; [] takes the one of the image.')
    .exactOptional(),
  workingDirectory: text('an absolute path of at most 1000 characters', {
    pattern: /^(?:\/.*)?$/,
    maximum: 1000,
  })
    .describe('Instead of the WORKDIR of the image.')
    .exactOptional(),
});

export const functionName = text('1 to 64 letters, digits, - or _', { pattern: /^[a-zA-Z0-9-_]{1,64}$/ });

const aliasName = text('1 to 128 letters, digits, - or _, not digits alone', {
  pattern: /^(?![0-9]+$)[a-zA-Z0-9-_]{1,128}$/,
});
const alias = z.union([aliasName, list(aliasName, 'a list of names'), z.literal(false)], {
  error: 'a name (letters, digits, - or _, not digits alone), a list of names, or false for none',
});

const role = text('auto, or the ARN of a role such as arn:aws:iam::123456789012:role/name', {
  pattern: /^(?:auto|arn:aws[a-zA-Z-]*:iam::\d{12}:role\/[a-zA-Z_0-9+=,.@\-_/]+)$/,
});

// Docker's and the kernel's names are refused, not translated: what the file says is what `aws lambda` shows (failures.md D9).
const architecture = z.enum(architectures, {
  error: ({ input }) => {
    const meant = typeof input === 'string' ? architectureOf(input.toLowerCase()) : undefined;
    return meant ? `${meant}, which is what Lambda calls it` : architectures.join(', ');
  },
});

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-tags.html
const tags = z.record(
  text('a tag name of 1 to 128 characters, not starting with aws:', {
    pattern: /^(?!aws:)/i,
    minimum: 1,
    maximum: 128,
  }),
  z.union([z.string(), z.null()], {
    error: 'text, or null to take the tag away; put numbers, true, false and dates in quotes',
  }),
  { error: 'tags, one "name: value" a line' },
);

/** Limits are the documented ones: the API model allows more, ordinary functions do not (failures.md D30). */
export const functionSchema = settings({
  name: functionName
    .describe('Name of the function in the account. Default: its name in this file.')
    .exactOptional(),
  role: role
    .describe(
      'Execution role: its ARN, or auto to let lading create one with the basic execution policy. A new function needs one; not mentioned, an existing function keeps its role.',
    )
    .exactOptional(),
  architecture: architecture
    .describe('Instruction set. The image is built for it. Default: x86_64.')
    .exactOptional(),
  memorySize: wholeNumber('MB', 128, 10_240).describe('Memory in MB.').exactOptional(),
  timeout: wholeNumber('seconds', 1, 900)
    .describe('Time limit of one invocation in seconds.')
    .exactOptional(),
  ephemeralStorage: wholeNumber('MB', 512, 10_240).describe('Size of /tmp in MB.').exactOptional(),
  imageConfig: imageConfig
    .describe('What to start in the image; {} takes everything from the image.')
    .exactOptional(),
  environment: environmentSchema.exactOptional(),
  environmentMode: oneOf('replace', 'merge')
    .describe('replace (default): the function has exactly these variables. merge: its other variables stay.')
    .exactOptional(),
  description: text('text of at most 256 characters', { maximum: 256 })
    .describe('Description of the function.')
    .exactOptional(),
  vpc: vpc.exactOptional(),
  fileSystems: fileSystems.exactOptional(),
  deadLetter: deadLetter.exactOptional(),
  tracing: oneOf('Active', 'PassThrough').describe('X-Ray tracing.').exactOptional(),
  logging: logging.exactOptional(),
  kmsKeyArn: kmsKeyArn.exactOptional(),
  tags: tags
    .describe('Tags of the function; others that it has stay, and null takes one away.')
    .exactOptional(),
  ...attachmentSettings,
  alias: alias
    .describe(
      'Alias or aliases that each deploy points to the version it published; false for none. Default: live.',
    )
    .exactOptional(),
  publish: yesOrNo().describe('Whether each deploy publishes a version. Default: true.').exactOptional(),
  ...rolloutSettings,
})
  .refine((value) => value.publish !== false || !value.alias || value.alias.length === 0, {
    path: ['publish'],
    error: 'true or nothing when there is an alias, as an alias points to a published version',
  })
  .refine(({ shift, alias, publish }) => !isGradual(shift) || hasAlias(alias, publish), {
    path: ['shift'],
    error: 'all or nothing without an alias, as a shift moves the traffic of one',
  });

function isGradual(shift: string | undefined): boolean {
  return shift !== undefined && shift !== 'all';
}

function hasAlias(
  alias: string | readonly string[] | false | undefined,
  publish: boolean | undefined,
): boolean {
  if (alias === undefined) return publish !== false;
  return alias !== false && alias.length > 0;
}
