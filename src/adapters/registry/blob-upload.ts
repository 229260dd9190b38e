/** Makes a repository hold a blob: looks, mounts, streams, and does not give up at the first broken connection. */
import { AppError } from '../../errors/app-error.js';
import type { BlobStore } from '../../ports/blob-store.js';
import type { Limit } from './concurrency-limit.js';
import { connectionFailure, type RegistryContext, refusalOf } from './registry-failure.js';
import type { RegistryHttp } from './registry-http.js';
import { locateRepository } from './registry-location.js';
import { mayRepeat, pause } from './retry-pause.js';
import {
  findPosition,
  openUpload,
  sendRest,
  type UploadPosition,
  type UploadTask,
} from './upload-session.js';

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#checking-if-content-exists-in-the-registry */
export function hasBlob(http: RegistryHttp): BlobStore['hasBlob'] {
  return async (repository, digest, credentials) => {
    const { origin, host, repository: name } = locateRepository(repository);
    const context: RegistryContext = {
      doing: `Looking for the blob ${digest} in ${repository}`,
      host,
      repository: name,
      otherwise: 'PUSH_FAILED',
    };
    const url = new URL(`${origin}/v2/${name}/blobs/${digest}`);
    const answer = await http.send({ method: 'HEAD', url, credentials, context });
    if (answer.status !== 200 && answer.status !== 404) throw await refusalOf(answer, context);
    answer.body.resume();
    return answer.status === 200;
  };
}

export function pushBlob(http: RegistryHttp, limit: Limit): BlobStore['pushBlob'] {
  const has = hasBlob(http);
  return (source, push) =>
    limit(async () => {
      if (await has(push.repository, source.digest, push.credentials)) return 'exists';
      const { host, repository } = locateRepository(push.repository);
      const doing = `Sending the blob ${source.digest} to ${push.repository}`;
      const task: UploadTask = {
        source,
        push,
        context: { doing, host, repository, otherwise: 'PUSH_FAILED' },
      };
      const opened = await openUpload(http, task);
      if (opened === 'mounted') return 'mounted';
      await upload(http, opened, task, () => has(push.repository, source.digest, push.credentials));
      push.onProgress?.(source.size);
      return 'uploaded';
    });
}

/** Failures in a row without a new byte at the registry end it; every byte won starts the count again. */
async function upload(
  http: RegistryHttp,
  opened: UploadPosition,
  task: UploadTask,
  arrived: () => Promise<boolean>,
): Promise<void> {
  let position = opened;
  let restarts = 0;
  for (let failures = 0; ; ) {
    const failure = await attempt(http, position, task);
    if (!failure) return;
    failures += 1;
    if (failure.code === 'DIGEST_MISMATCH' && position.offset > 0 && restarts === 0) {
      // What was there before the break is not what we sent; once is worth a clean start.
      restarts += 1;
      position = await reopened(http, task);
      continue;
    }
    if (!isPassing(failure) || !mayRepeat('transient', failures)) throw failure;
    await pause('transient', failures, http.signal);
    const found = await findPosition(http, position, task);
    // The answer may have been lost after the last byte had arrived.
    if (!found && (await arrived())) return;
    if (found && found.offset > position.offset) failures = 0;
    position = found ?? (await reopened(http, task));
  }
}

/** Undefined when the blob is there. */
async function attempt(
  http: RegistryHttp,
  position: UploadPosition,
  task: UploadTask,
): Promise<AppError | undefined> {
  try {
    const answer = await sendRest(http, position, task);
    if (answer.status < 200 || answer.status > 299) return await refusalOf(answer, task.context);
    answer.body.resume();
    return undefined;
  } catch (error) {
    return connectionFailure(error, task.context);
  }
}

function isPassing({ code, details }: AppError): boolean {
  if (code === 'REMOTE_UNAVAILABLE' || code === 'THROTTLED') return true;
  // It forgot the upload (restarted, swept), still writes what the broken connection left, or does not take that range.
  const { status } = details;
  return status === 404 || status === 409 || status === 416;
}

async function reopened(http: RegistryHttp, task: UploadTask): Promise<UploadPosition> {
  const opened = await openUpload(http, { ...task, push: withoutMount(task.push) });
  if (opened !== 'mounted') return opened;
  throw new AppError({
    code: 'PUSH_FAILED',
    message: `${task.context.doing}: the registry mounted a blob that it was not asked to.`,
  });
}

function withoutMount({ mountFrom: _, ...push }: UploadTask['push']): UploadTask['push'] {
  return push;
}
