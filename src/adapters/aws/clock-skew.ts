/** Measures how far this machine's clock is from that of the service. */

/** The part of a client that middleware is added to; every generated client has it. */
interface MiddlewareHost {
  readonly middlewareStack: {
    add(middleware: never, options: { step: 'deserialize'; priority: 'low'; name: string }): void;
  };
}

interface HttpAnswer {
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** Milliseconds; the header has whole seconds, and requests take their time. */
const negligible = 5_000;

/**
 * The milliseconds that the service is ahead, by the `Date` of its last answer to this client; 0 before the first one. The SDK itself
 * makes up only for five minutes and more, which signatures need.
 */
export function measureClockSkew(client: MiddlewareHost): () => number {
  let skew = 0;
  const middleware =
    <Args>(next: (args: Args) => Promise<{ response: unknown }>) =>
    async (args: Args) => {
      const result = await next(args);
      const told = Date.parse((result.response as HttpAnswer).headers.date ?? '');
      if (!Number.isNaN(told)) skew = told - Date.now();
      return result;
    };
  client.middlewareStack.add(middleware as never, {
    step: 'deserialize',
    priority: 'low',
    name: 'ladingClockSkew',
  });
  return () => (Math.abs(skew) < negligible ? 0 : skew);
}
