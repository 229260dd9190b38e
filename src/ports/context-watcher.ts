/** Notices changes of what an image is built from. Implemented over the build context's own rules. */
import type { BuildRequest } from './container-engine.js';

export interface ContextWatch {
  /** Repeatable. */
  close(): void;
}

export interface ContextWatcher {
  /**
   * Calls back for each change of a file that a build would be sent: the Dockerfile, its ignore file and whatever that leaves in;
   * several times for one change, as file systems do. `path` is relative to the context where it lies in it.
   * @throws DOCKERFILE_NOT_FOUND; FILE_UNREADABLE when the system lets no more folders be watched
   */
  watch(
    source: Pick<BuildRequest, 'context' | 'dockerfile'>,
    onChange: (path: string) => void,
  ): Promise<ContextWatch>;
}
