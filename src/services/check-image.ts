/** Stops before anything is changed when Lambda would refuse the image for one of the functions. */
import type { Architecture } from '../domain/architecture.js';
import type { DesiredDeployment } from '../domain/desired-deployment.js';
import { distinct, type Finding } from '../domain/finding.js';
import type { FunctionSpec } from '../domain/function-spec.js';
import { checkImageFacts, type ImageFacts } from '../domain/image-checks.js';
import { AppError } from '../errors/app-error.js';

/** The warnings. @throws ARCHITECTURE_MISMATCH or IMAGE_UNSUITABLE naming every reason at once. */
export function requireSuitable(
  image: ImageFacts,
  { architecture, functions }: Pick<DesiredDeployment, 'architecture' | 'functions'>,
): Finding[] {
  const findings = findingsFor(image, architecture, functions);
  return stopOnErrors(findings, 'The image', 'Nothing was changed.');
}

/** Of the settings of all functions; of the image alone when there are none. */
export function findingsFor(
  image: ImageFacts,
  architecture: Architecture,
  functions: readonly Pick<FunctionSpec, 'configuration'>[],
): Finding[] {
  if (functions.length === 0) return checkImageFacts(image, architecture);
  const findings = functions.flatMap(({ configuration: { imageConfig, environment } }) =>
    checkImageFacts(image, architecture, imageConfig, environment),
  );
  return distinct(findings);
}

/** The warnings among the findings. @throws the code of the first error, with all of them in the message and `sofar` as its end. */
export function stopOnErrors(findings: readonly Finding[], subject: string, sofar: string): Finding[] {
  const failure = failureOf(findings, subject, sofar);
  if (failure) throw failure;
  return distinct(findings);
}

/** What the errors among the findings come down to: the code of the first, and all in one message. Undefined when there are none. */
export function failureOf(
  findings: readonly Finding[],
  subject: string,
  sofar: string,
): AppError | undefined {
  const errors = distinct(findings).filter((finding) => finding.severity === 'error');
  const [first] = errors;
  if (!first) return undefined;
  const wrote = errors.flatMap(({ evidence = [] }) => evidence.map((line) => `\n  | ${line}`));
  return new AppError({
    code: first.code,
    message: `${subject} cannot run on Lambda: ${errors.map((finding) => finding.message).join('; ')}. ${sofar}${wrote.join('')}`,
    suggestions: [...new Set(errors.flatMap((finding) => finding.suggestions))],
    details: {
      findings: errors.map(({ id, message, evidence }) => ({
        id,
        message,
        ...(evidence && { evidence: [...evidence] }),
      })),
    },
  });
}
