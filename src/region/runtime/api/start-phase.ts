/** The phase that ends when the runtime and all extensions have asked for work, or when one of them reports an error. */
import type { InitEnding } from '../runtime-api.js';

export interface StartPhase {
  readonly ending: Promise<InitEnding>;
  readonly over: boolean;
  succeed(): void;
  fail(ending: InitEnding & { kind: 'error' }): void;
}

/** The first ending counts. */
export function createStartPhase(): StartPhase {
  let over = false;
  let settle: (ending: InitEnding) => void = () => undefined;
  const ending = new Promise<InitEnding>((resolve) => {
    settle = resolve;
  });
  const end = (how: InitEnding): void => {
    over = true;
    settle(how);
  };
  return {
    ending,
    get over() {
      return over;
    },
    succeed: () => end({ kind: 'ready' }),
    fail: end,
  };
}
