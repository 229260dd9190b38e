/** Makes the error of a failed push: which image, where to, the registry's own words and a remedy. */
import { parseImageReference } from '../../domain/image-reference.js';
import { AppError } from '../../errors/app-error.js';
import { diagnose } from '../../errors/diagnose.js';
import type { PushRequest } from '../../ports/container-engine.js';
import { pushFailureRows } from './push-failure-rows.js';

/** `text` is the engine's, which passes the registry's on. PUSH_FAILED unless the text tells more. */
export function pushFailure(
  { repository, tag, imageId }: PushRequest,
  text: string,
  cause?: unknown,
): AppError {
  const place = parseImageReference(repository);
  const { repository: name } = place;
  // What is said of pushes in particular, before what any remote may say.
  const row =
    pushFailureRows.find(({ match }) => match.test(text)) ?? diagnose(text, undefined, { repository: name });
  const values: Record<string, string | undefined> = {
    repository: name,
    region: place.ecr?.region,
    host: place.host,
    ...(row && 'match' in row && row.match.exec(text)?.groups),
  };
  const fill = (line: string): string =>
    line.replace(/\{(\w+)\}/g, (_whole, name: string) => values[name] ?? name.toUpperCase());
  return new AppError({
    code: row?.code ?? 'PUSH_FAILED',
    message: `Pushing ${imageId} to ${repository}:${tag} failed: ${text}${row ? `\n${fill(row.cause)}` : ''}`,
    suggestions: row?.suggestions.map(fill) ?? [
      'Run the command again: layers that are there are not sent again.',
    ],
    details: {
      repository,
      tag,
      imageId,
      ...(row && { diagnosis: row.id }),
      ...(/connection refused|no route to host|network is unreachable/.test(text) && {
        connection: 'refused',
      }),
    },
    cause,
  });
}
