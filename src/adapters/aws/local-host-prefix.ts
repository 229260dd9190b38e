/** Keeps operations that have a host of their own at AWS reachable where there is one address for all. */

/** The part of a command that middleware is added to. */
interface MiddlewareHost {
  readonly middlewareStack: {
    add(middleware: never, options: { step: 'build'; name: string }): void;
  };
}

const prefixedAddress = /^[a-z]+-(localhost|[\d.]+)$/;

/**
 * The SDK writes `streaming-` in front of the host of StartLiveTail, also of an address: `streaming-127.0.0.1` is nobody's name.
 * The command itself, for chaining.
 */
export function withoutLocalHostPrefix<Command extends MiddlewareHost>(command: Command): Command {
  const middleware =
    <Args extends { request: unknown }>(next: (args: Args) => unknown) =>
    (args: Args) => {
      const request = args.request as { hostname: string };
      request.hostname = prefixedAddress.exec(request.hostname)?.[1] ?? request.hostname;
      return next(args);
    };
  command.middlewareStack.add(middleware as never, { step: 'build', name: 'ladingLocalHostPrefix' });
  return command;
}
