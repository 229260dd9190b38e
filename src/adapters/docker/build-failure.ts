/** Makes the error of a failed build: the step, the engine's words, the tail of the output and a remedy. */
import { AppError } from '../../errors/app-error.js';
import { diagnose } from '../../errors/diagnose.js';
import type { BuildRequest } from '../../ports/container-engine.js';
import { buildFailureRows } from './build-failure-rows.js';
import type { FailedStep } from './step-log.js';

/** `text` is the engine's own; BUILD_FAILED. */
export function buildFailure(
  request: BuildRequest,
  text: string,
  step: FailedStep | undefined,
  cause?: unknown,
): AppError {
  const output = step?.output ?? [];
  const row =
    buildFailureRows.find(({ match }) => match.test(text)) ??
    buildFailureRows.find(({ match }) => match.test(output.join('\n'))) ??
    diagnose(text);
  const where = step ? ` at step ${step.name}` : '';
  const tail =
    output.length > 0
      ? `\nThe last lines of that step:\n${output.map((line) => `  ${line}`).join('\n')}`
      : '';
  return new AppError({
    code: 'BUILD_FAILED',
    message: `Building ${request.dockerfile} in ${request.context} for ${request.platform} failed${where}: ${text}${row ? `\n${row.cause}` : ''}${tail}`,
    suggestions: row?.suggestions ?? [
      'Correct the step that failed and run the command again: the steps before it are cached.',
    ],
    details: {
      dockerfile: request.dockerfile,
      context: request.context,
      platform: request.platform,
      step: step?.name ?? null,
      output: [...output],
      ...(row && { diagnosis: row.id }),
    },
    cause,
  });
}
