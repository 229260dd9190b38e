/** Says that what is to be run is neither an image of the engine nor a function of the file. */
import { AppError } from '../../errors/app-error.js';
import type { RunImage } from './run-request.js';

/** IMAGE_NOT_FOUND, with the function that was probably meant. */
export function notThere({ reference, unknown }: Extract<RunImage, { kind: 'engine' }>): AppError {
  const nor = unknown ? `, and ${unknown.file} has no function of that name` : '';
  return new AppError({
    code: 'IMAGE_NOT_FOUND',
    message: `The container engine has no image ${reference}${nor}. Nothing was started.`,
    suggestions: [
      ...(unknown?.nearest === undefined ? [] : [`lading run ${unknown.nearest}`]),
      ...(unknown ? [`Name a function of ${unknown.file}: ${unknown.functions.join(', ')}`] : []),
      `Or have the engine get the image first: docker pull ${reference}`,
      'Of an image in ECR write all of the reference: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/NAME:TAG',
    ],
    details: { image: reference, ...(unknown && { functions: [...unknown.functions] }) },
  });
}
