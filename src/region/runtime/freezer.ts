/** Freezes a sandbox once it has had nothing to do for a while, and thaws it. */
import type { Sandbox } from '../../ports/sandbox-engine.js';

export interface Freezer {
  /** Nothing to do from now on. */
  rest(): void;
  /** Resolves when it can work. @throws SANDBOX_FAILED, ENGINE_UNREACHABLE */
  wake(): Promise<void>;
  /** It is not frozen any more from now on. */
  stop(): void;
}

/**
 * Lambda freezes at once. Through an engine freezing and thawing cost some 10 ms each, so that it waits for `freezeAfter`
 * milliseconds: a series of events never pays.
 */
export function createFreezer(
  sandbox: Pick<Sandbox, 'freeze' | 'thaw'>,
  freezeAfter: number,
  onFailure: (error: unknown) => void,
): Freezer {
  let timer: NodeJS.Timeout | undefined;
  let freezing: Promise<void> | undefined;
  return {
    rest() {
      clearTimeout(timer);
      timer = setTimeout(() => {
        freezing = sandbox.freeze().catch(onFailure);
      }, freezeAfter);
      // A process must not live on only to freeze something.
      timer.unref();
    },
    async wake() {
      clearTimeout(timer);
      if (!freezing) return;
      await freezing;
      freezing = undefined;
      await sandbox.thaw();
    },
    stop() {
      clearTimeout(timer);
    },
  };
}
