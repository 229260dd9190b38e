/** Reaches what functions run on only when one is invoked, and leaves nothing of it behind. */
import type { Digest } from '../../../domain/digest.js';
import type { ContainerEngine } from '../../../ports/container-engine.js';
import type { FunctionHosting } from '../../../ports/function-host.js';
import type { ImageProvider } from '../../docker-archive/provide-image.js';

export interface LateHosting {
  /** Connected at the first call. @throws ENGINE_UNREACHABLE, SANDBOX_FAILED; asked again, it tries again */
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
}

export function createLateHosting(deps: LateHostingDeps): LateHosting {
  const stop = new AbortController();
  const hosting = untilItWorks(deps.hosting);
  const engine = untilItWorks(deps.engine);
  return {
    hosting: hosting.get,
    provideImage: async (functionName, imageUri) =>
      deps.provideImage(functionName, imageUri, await engine.get(), stop.signal),
    async close() {
      stop.abort();
      const made = await hosting.made()?.catch(() => undefined);
      await made?.close();
    },
  };
}

interface Attempts<T> {
  get(): Promise<T>;
  /** The attempt that is under way or has worked. */
  made(): Promise<T> | undefined;
}

/** Unlike `once`, it forgets a failure: the user may start the engine meanwhile. */
function untilItWorks<T>(make: () => Promise<T>): Attempts<T> {
  let current: Promise<T> | undefined;
  return {
    get() {
      if (current) return current;
      const attempt = make();
      current = attempt;
      attempt.catch(() => {
        current = undefined;
      });
      return attempt;
    },
    made: () => current,
  };
}
