/** Refusals of a rollback that list what can be rolled back to. */
import { AppError } from '../errors/app-error.js';
import { shortDigest } from './digest.js';
import type { Release } from './release.js';

/** As many as help; the newest. */
const shown = 10;

/** `wanted` completes "has no … to roll back to". Releases whose image is known to be gone are left out. */
export function noTarget(name: string, wanted: string, releases: readonly Release[]): AppError {
  return withChoices(
    new AppError({
      code: 'NO_ROLLBACK_TARGET',
      message: `Function ${name} has no ${wanted} to roll back to. Nothing was changed.`,
    }),
    name,
    releases,
  );
}

/** The error, and what can be rolled back to instead. */
export function withChoices(error: AppError, name: string, releases: readonly Release[]): AppError {
  const usable = releases.filter(({ imagePresent }) => imagePresent !== false).slice(0, shown);
  const list = usable.map(
    ({ version, digest, tags }) => `${version} (${[shortDigest(digest), ...tags.slice(0, 1)].join(', ')})`,
  );
  return new AppError({
    code: error.code,
    message: `${error.message}${list.length > 0 ? ` There is: version ${list.join('; ')}.` : ''}`,
    suggestions: [...error.suggestions, `See what there is: lading history ${name}`],
    details: {
      ...error.details,
      function: name,
      available: usable.map(({ version, digest, tags }) => ({ version, digest, tags: [...tags] })),
    },
    cause: error.cause,
  });
}
