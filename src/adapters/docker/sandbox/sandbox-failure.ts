/** Errors of the engine while a sandbox is made or used, as our own. */
import { AppError } from '../../../errors/app-error.js';
import type { EngineEndpoint } from '../engine-endpoint.js';
import { generalFailure, readEngineFailure } from '../engine-failure.js';

/** What to do about texts that say themselves what is wrong. */
const remedies: readonly { readonly match: RegExp; readonly suggestions: readonly string[] }[] = [
  {
    match: /address pool|fully subnetted/,
    suggestions: [
      'Remove networks that nothing uses: docker network prune',
      'Or give the engine more addresses: default-address-pools in /etc/docker/daemon.json',
    ],
  },
  {
    match: /no space left on device/,
    suggestions: ['Make room: docker system df && docker system prune'],
  },
];

/**
 * ENGINE_UNREACHABLE when the connection broke, an AppError unchanged, else SANDBOX_FAILED with the engine's words.
 * @param doing as in "while …": `making the sandbox of function hello`
 */
export function sandboxFailure(error: unknown, doing: string, endpoint: EngineEndpoint): AppError {
  const general = generalFailure(error, doing, endpoint);
  if (general) return general;
  const { text } = readEngineFailure(error);
  return new AppError({
    code: 'SANDBOX_FAILED',
    message: `The container engine at ${endpoint.url} failed while ${doing}: ${text}`,
    suggestions: remedies.find(({ match }) => match.test(text))?.suggestions ?? [
      'Look at what the engine says of itself: docker info',
    ],
    details: { reason: 'other' },
    cause: error,
  });
}

/** Whether the engine says that it has no such container, network or volume. */
export function isAbsent(error: unknown): boolean {
  return readEngineFailure(error).status === 404;
}
