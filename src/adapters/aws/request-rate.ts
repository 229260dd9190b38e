/** Keeps this process under Lambda's request rate, so that parallel deploys do not throttle each other. */
import type { LambdaClient } from '@aws-sdk/client-lambda';
import pThrottle from 'p-throttle';

// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#api-requests: 15 a second for all control-plane
// calls of an account and region together, 100 for GetFunction alone. A little is left for everybody else.
const controlPlane = { limit: 12, interval: 1_000 };
const getFunction = { limit: 80, interval: 1_000 };

/** Attempts wait for their turn, repetitions included. The client itself, for chaining. */
export function keepUnderRequestRate(client: LambdaClient): LambdaClient {
  const control = turns(controlPlane);
  const read = turns(getFunction);
  client.middlewareStack.add(
    (next, context) => async (args) => {
      await (context.commandName === 'GetFunctionCommand' ? read() : control());
      return next(args);
    },
    { name: 'requestRate', step: 'finalizeRequest', priority: 'low' },
  );
  return client;
}

/** Resolves when another request may start; in any second no more than the limit do. */
function turns(rate: { readonly limit: number; readonly interval: number }): () => Promise<void> {
  return pThrottle({ ...rate, strict: true })(async () => undefined);
}
