/** The recursion setting of functions over Lambda. */
import type { FunctionRecursion } from '../../../ports/function-recursion.js';
import { type LambdaCall, orMissing } from '../lambda-call.js';

/** https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionRecursionConfig.html */
export function functionRecursion(call: LambdaCall): FunctionRecursion {
  return {
    get: (name) =>
      call(
        `Reading the recursion setting of ${name}`,
        { function: name },
        async ({ api, client }, options) => {
          const command = new api.GetFunctionRecursionConfigCommand({ FunctionName: name });
          return (await orMissing(client.send(command, options)))?.RecursiveLoop;
        },
      ),
    put: (name, recursion) =>
      call(
        `Changing the recursion setting of ${name}`,
        { function: name },
        async ({ api, client }, options) => {
          const command = new api.PutFunctionRecursionConfigCommand({
            FunctionName: name,
            RecursiveLoop: recursion,
          });
          await client.send(command, options);
        },
      ),
  };
}
