/** Stops before anything is changed when Lambda would refuse the image for one of the functions. */
import type { DesiredDeployment } from '../domain/desired-deployment.js';
import { checkImageFacts, type ImageFacts, type ImageFinding } from '../domain/image-checks.js';
import { AppError } from '../errors/app-error.js';

/** The warnings. @throws ARCHITECTURE_MISMATCH or IMAGE_UNSUITABLE naming every reason at once. */
export function requireSuitable(
  image: ImageFacts,
  { architecture, functions }: Pick<DesiredDeployment, 'architecture' | 'functions'>,
): ImageFinding[] {
  const overrides =
    functions.length > 0 ? functions.map((spec) => spec.configuration.imageConfig) : [undefined];
  const findings = overrides.flatMap((override) => checkImageFacts(image, architecture, override));
  return stopOnErrors(findings, 'The image', 'Nothing was changed.');
}

/** The warnings among the findings. @throws the code of the first error, with all of them in the message and `sofar` as its end. */
export function stopOnErrors(
  findings: readonly ImageFinding[],
  subject: string,
  sofar: string,
): ImageFinding[] {
  const unique = [...new Map(findings.map((finding) => [finding.id + finding.message, finding])).values()];
  const errors = unique.filter((finding) => finding.severity === 'error');
  const [first] = errors;
  if (!first) return unique;
  throw new AppError({
    code: first.code,
    message: `${subject} cannot run on Lambda: ${errors.map((finding) => finding.message).join('; ')}. ${sofar}`,
    suggestions: [...new Set(errors.flatMap((finding) => finding.suggestions))],
    details: { findings: errors.map(({ id, message }) => ({ id, message })) },
  });
}
