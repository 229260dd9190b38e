/** Reaches what functions run on only when one is invoked, and leaves nothing of it behind. */
import type { Digest } from '../../../domain/digest.js';
import { keepSuccess } from '../../../domain/keep-success.js';
import type { ContainerEngine } from '../../../ports/container-engine.js';
import type { FunctionHosting } from '../../../ports/function-host.js';
import type { ImageProvider } from '../../docker-archive/provide-image.js';
import type { Store } from '../../store.js';

export interface LateHosting {
  /** Asked for at the first call. @throws ENGINE_UNREACHABLE, SANDBOX_FAILED; called again, it tries again */
  hosting(): Promise<FunctionHosting>;
  /** The engine's id of an image of the region's registry. @throws what `ImageProvider` throws */
  provideImage(functionName: string, imageUri: string): Promise<Digest>;
  /** Removes every container and network; nothing where none was made. Repeatable. */
  close(): Promise<void>;
}

export interface LateHostingDeps {
  readonly hosting: () => Promise<FunctionHosting>;
  readonly engine: () => Promise<ContainerEngine>;
  readonly provideImage: ImageProvider;
  readonly store: Store;
  /** Removes what killed processes left; absent where this process is not to do that. */
  readonly reap?: () => Promise<unknown>;
}

const mark = 'running';

/**
 * A mark in the store says that functions may be running. One from before means that they were when that process was killed:
 * then, and only then, the engine is asked at the start, to remove what is left.
 */
export function createLateHosting({ store, reap, ...deps }: LateHostingDeps): LateHosting {
  const marks = store.table<true>('lambda.hosting');
  const stop = new AbortController();
  let opened: Promise<FunctionHosting> | undefined;
  if (reap && marks.get(mark)) {
    void reap().then(
      () => {
        if (!opened && !stop.signal.aborted) marks.delete(mark);
      },
      // An engine that does not answer now will be asked again at the next start.
      () => undefined,
    );
  }
  const hosting = keepSuccess(() => {
    marks.put(mark, true);
    opened = deps.hosting();
    return opened;
  });
  const engine = keepSuccess(deps.engine);
  return {
    hosting,
    provideImage: async (functionName, imageUri) =>
      deps.provideImage(functionName, imageUri, await engine(), stop.signal),
    async close() {
      stop.abort();
      if (!opened) return;
      const made = await opened.catch(() => undefined);
      await made?.close();
      marks.delete(mark);
    },
  };
}
