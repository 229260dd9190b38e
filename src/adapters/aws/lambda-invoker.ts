/** Synchronous invocations over Lambda. */
import type { FunctionInvoker } from '../../ports/function-invoker.js';
import type { AwsSession } from './aws-session.js';
import { labelOf, lambdaCall } from './lambda-call.js';

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function createFunctionInvoker(session: AwsSession): FunctionInvoker {
  const call = lambdaCall(session);
  return {
    invoke: (name, qualifier, payload, patience) =>
      call(
        `Invoking function ${labelOf(name, qualifier)}`,
        { function: name },
        async ({ api, client }, options) => {
          const command = new api.InvokeCommand({
            FunctionName: name,
            Qualifier: qualifier,
            InvocationType: 'RequestResponse',
            Payload: Buffer.from(payload, 'utf8'),
          });
          const answer = await client.send(command, { ...options, requestTimeout: patience });
          return {
            payload: Buffer.from(answer.Payload ?? []).toString('utf8'),
            ...(answer.FunctionError !== undefined && { functionError: answer.FunctionError }),
          };
        },
      ),
  };
}
