/** Refuses an engine of another machine: functions there could not ask for their events here. */
import { AppError } from '../../../errors/app-error.js';
import type { EngineEndpoint } from '../engine-endpoint.js';

/** SANDBOX_FAILED. */
export function farEngine({ url, source }: EngineEndpoint): AppError {
  return new AppError({
    code: 'SANDBOX_FAILED',
    message: `Functions cannot be run on the container engine at ${url} (${source}): it is on another machine, where sandboxes do not reach the Runtime API that is here. Nothing was started.`,
    suggestions: [
      source === 'DOCKER_HOST'
        ? 'Use an engine of this machine: unset DOCKER_HOST'
        : 'Use an engine of this machine: docker context use default',
      'Or run lading on the machine of that engine. Building and pushing work from here.',
    ],
    details: { reason: 'other', endpoint: url },
  });
}
