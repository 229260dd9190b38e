/** Finds out, while the engine repeats an upload, whether repeating can help. */
import { parseImageReference } from '../domain/image-reference.js';
import { AppError } from '../errors/app-error.js';
import type { PushEvent } from '../ports/container-engine.js';
import type { ImageRepository } from '../ports/image-repository.js';
import type { PushTask } from './push-task.js';

type Push<Result> = (onEvent: (event: PushEvent) => void, signal: AbortSignal) => Promise<Result>;

/**
 * ECR closes the connection where others refuse: a push to a repository that is gone, or without permission, looks like a
 * broken network, and the engine repeats it for most of a minute (failures.md F2). So with the first repetition ECR's control
 * plane is asked, once; what it says against the push ends it at once, otherwise it goes on.
 * @throws REPOSITORY_NOT_FOUND, ACCESS_DENIED, and whatever the push throws
 */
export async function explainRetries<Result>(
  push: Push<Result>,
  { repository }: Pick<PushTask, 'repository'>,
  repositories: ImageRepository,
  onEvent: (event: PushEvent) => void,
  signal: AbortSignal,
): Promise<Result> {
  const stop = new AbortController();
  let asked: Promise<AppError | undefined> | undefined;
  const ask = async (): Promise<AppError | undefined> => {
    const reason = await reasonAgainst(repository, repositories);
    if (reason) stop.abort();
    return reason;
  };
  try {
    return await push(
      (event) => {
        onEvent(event);
        if (event.status === 'retrying') asked ??= ask();
      },
      AbortSignal.any([signal, stop.signal]),
    );
  } catch (error) {
    const reason = signal.aborted ? undefined : await asked;
    throw reason ?? error;
  }
}

/** Only what speaks against pushing: that something could not be asked says nothing. */
async function reasonAgainst(
  uri: PushTask['repository'],
  repositories: ImageRepository,
): Promise<AppError | undefined> {
  const { repository } = parseImageReference(uri);
  try {
    await repositories.beginUpload(repository);
    return undefined;
  } catch (error) {
    const telling = ['REPOSITORY_NOT_FOUND', 'ACCESS_DENIED', 'CREDENTIALS_REFUSED'];
    return error instanceof AppError && telling.includes(error.code) ? error : undefined;
  }
}
