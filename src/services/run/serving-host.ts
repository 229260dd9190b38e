/** A function host that can be exchanged for another one while it serves, without losing an event. */
import type { FunctionHost } from '../../ports/function-host.js';

export interface ServingHost extends Pick<FunctionHost, 'invoke'> {
  /** Events go to this one from now on. Resolves once the former one has answered what it was given, and is closed. */
  replace(host: FunctionHost): Promise<void>;
}

export function createServingHost(first: FunctionHost): ServingHost {
  let current = serve(first);
  return {
    async invoke(event, signal, onStream) {
      // Nothing may come between looking at the host and counting its event.
      const { host, events } = current;
      const running = host.invoke(event, signal, onStream);
      events.add(running);
      try {
        return await running;
      } finally {
        events.delete(running);
      }
    },
    async replace(host) {
      const former = current;
      current = serve(host);
      await Promise.allSettled(former.events);
      await former.host.close();
    },
  };
}

function serve(host: FunctionHost): { readonly host: FunctionHost; readonly events: Set<Promise<unknown>> } {
  return { host, events: new Set() };
}
