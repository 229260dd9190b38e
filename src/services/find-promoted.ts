/** Finds the image that a stage runs, so that exactly this one goes on to another stage. */
import type { Digest } from '../domain/digest.js';
import type { AliasName, FunctionName } from '../domain/function-spec.js';
import { type ImageReference, parseImageReference } from '../domain/image-reference.js';
import { AppError } from '../errors/app-error.js';
import type { DeployDeps } from './deploy-deps.js';

export interface StagedFunction {
  readonly name: FunctionName;
  readonly aliases: readonly AliasName[];
}

/**
 * The pinned reference of the image behind the first alias of each function, of `$LATEST` where there is none.
 * @throws FUNCTION_NOT_FOUND, PACKAGE_TYPE_ZIP, DIGEST_MISMATCH when the functions do not all run the same image
 */
export async function findPromoted(
  stage: string,
  staged: readonly StagedFunction[],
  { functions }: Pick<DeployDeps, 'functions'>,
): Promise<ImageReference & { readonly digest: Digest }> {
  const found = await Promise.all(
    staged.map(async ({ name, aliases: [alias] }) => {
      const pointed = alias && (await functions.get(name, alias));
      return { name, observed: pointed ?? (await functions.get(name)) };
    }),
  );
  const images = found.map(({ name, observed }) => {
    if (!observed) throw notThere(stage, name);
    if (observed.packageType === 'Zip' || observed.imageUri === undefined) throw zip(stage, name);
    const digest = `sha256:${observed.codeSha256}` as Digest;
    return { name, reference: { ...withoutTag(parseImageReference(observed.imageUri)), digest } };
  });
  const [first] = images;
  if (!first) throw notThere(stage, 'any function');
  if (images.some(({ reference }) => reference.digest !== first.reference.digest))
    throw differing(stage, images);
  return first.reference;
}

function withoutTag({ tag: _tag, ...reference }: ImageReference): ImageReference {
  return reference;
}

function notThere(stage: string, name: string): AppError {
  return new AppError({
    code: 'FUNCTION_NOT_FOUND',
    message: `Stage ${stage} has no function ${name}, so there is nothing to promote. Nothing was changed.`,
    suggestions: [
      `Deploy that stage first: lading deploy --stage ${stage}`,
      'Or name the image: --image REF',
    ],
    details: { stage, function: name },
  });
}

function zip(stage: string, name: string): AppError {
  return new AppError({
    code: 'PACKAGE_TYPE_ZIP',
    message: `Function ${name} of stage ${stage} has package type Zip; only images are promoted. Nothing was changed.`,
    details: { stage, function: name, packageType: 'Zip' },
  });
}

function differing(
  stage: string,
  images: readonly { name: string; reference: { digest: Digest } }[],
): AppError {
  const list = images.map(({ name, reference }) => `${name} runs ${reference.digest}`);
  return new AppError({
    code: 'DIGEST_MISMATCH',
    message: `The functions of stage ${stage} do not all run the same image: ${list.join(', ')}. Nothing was changed.`,
    suggestions: ['Promote them one by one, or deploy that stage again first.'],
    details: { stage, functions: images.map(({ name, reference }) => ({ name, digest: reference.digest })) },
  });
}
