/** Rebuilds a function when what it is built from changes, and lets the new one serve once it is ready. */
import type { Digest } from '../../domain/digest.js';
import { toAppError } from '../../errors/app-error.js';
import type { FunctionHost, HostedFunction, InitOutcome } from '../../ports/function-host.js';
import type { Changes } from './changes.js';
import { explainInit, type InitExplanation } from './explain-init.js';
import type { ServingHost } from './serving-host.js';

/** What became of a change. */
export type WatchNews =
  | { readonly kind: 'changed'; readonly paths: readonly string[] }
  /** The same image came out. */
  | { readonly kind: 'same' }
  | { readonly kind: 'swapped'; readonly hosted: HostedFunction; readonly init: InitOutcome }
  /** The former one goes on serving in both. */
  | { readonly kind: 'not-built'; readonly error: ReturnType<typeof toAppError> }
  | { readonly kind: 'not-ready'; readonly trouble: InitExplanation };

export interface KeepCurrentDeps {
  /** Of what it is built from, since before it was built. */
  readonly changes: Pick<Changes, 'next'>;
  build(): Promise<HostedFunction>;
  host(hosted: HostedFunction): FunctionHost;
  readonly serving: ServingHost;
  /** Only one can be there at a time, as with a port that is published. */
  readonly exclusive: boolean;
  tell(news: WatchNews): void;
  /** Removes an image unless something still uses or names it; whether it is gone. Never rejects. */
  discard(imageId: Digest): Promise<boolean>;
}

/**
 * Until there are no more changes to come. What changes during a build is built after it. Images that it built and that serve no
 * more are discarded; the first one may be somebody else's too.
 */
export async function keepCurrent(
  first: HostedFunction,
  deps: KeepCurrentDeps,
  signal: AbortSignal,
): Promise<void> {
  const { changes } = deps;
  const built = new Set<Digest>();
  const build = async (): Promise<HostedFunction> => {
    const hosted = await deps.build();
    if (hosted.imageId !== first.imageId) built.add(hosted.imageId);
    return hosted;
  };
  let current = first;
  for (let paths = await changes.next(); paths; paths = await changes.next()) {
    deps.tell({ kind: 'changed', paths });
    current = (await renew(current, { ...deps, build }, signal)) ?? current;
    for (const imageId of built)
      if (imageId !== current.imageId && (await deps.discard(imageId))) built.delete(imageId);
  }
}

/** What serves from now on; undefined when the former one still does. */
async function renew(
  current: HostedFunction,
  deps: KeepCurrentDeps,
  signal: AbortSignal,
): Promise<HostedFunction | undefined> {
  try {
    const hosted = await deps.build();
    if (hosted.imageId === current.imageId) {
      deps.tell({ kind: 'same' });
      return undefined;
    }
    return (await takeOver(hosted, deps, signal)) ? hosted : undefined;
  } catch (error) {
    if (!signal.aborted) deps.tell({ kind: 'not-built', error: toAppError(error) });
    return undefined;
  }
}

async function takeOver(
  hosted: HostedFunction,
  deps: KeepCurrentDeps,
  signal: AbortSignal,
): Promise<boolean> {
  const next = deps.host(hosted);
  if (deps.exclusive) await deps.serving.replace(next);
  let init: InitOutcome;
  try {
    init = await next.warm(signal);
  } catch (error) {
    if (!deps.exclusive) await next.close();
    throw error;
  }
  const ready = init.kind === 'ready';
  if (ready) deps.tell({ kind: 'swapped', hosted, init });
  else deps.tell({ kind: 'not-ready', trouble: explainInit(init, hosted.name) });
  if (deps.exclusive) return true;
  await (ready ? deps.serving.replace(next) : next.close());
  return ready;
}
