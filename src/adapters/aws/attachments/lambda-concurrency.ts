/** Reserved and provisioned concurrency over Lambda. */
import type { FunctionConcurrency } from '../../../ports/function-concurrency.js';
import { type LambdaCall, labelOf, orMissing } from '../lambda-call.js';

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html */
export function functionConcurrency(call: LambdaCall): FunctionConcurrency {
  return { ...reserved(call), ...provisioned(call) };
}

function reserved(call: LambdaCall): Pick<FunctionConcurrency, 'reserve' | 'unreserve'> {
  return {
    reserve: (name, executions) =>
      call(`Reserving concurrency for ${name}`, { function: name }, async ({ api, client }, options) => {
        const command = new api.PutFunctionConcurrencyCommand({
          FunctionName: name,
          ReservedConcurrentExecutions: executions,
        });
        await client.send(command, options);
      }),
    unreserve: (name) =>
      call(
        `Removing the reserved concurrency of ${name}`,
        { function: name },
        async ({ api, client }, options) => {
          await client.send(new api.DeleteFunctionConcurrencyCommand({ FunctionName: name }), options);
        },
      ),
  };
}

function provisioned(
  call: LambdaCall,
): Pick<FunctionConcurrency, 'readProvisioned' | 'provision' | 'unprovision'> {
  return {
    readProvisioned: (name, alias) =>
      call(
        `Reading the provisioned concurrency of ${labelOf(name, alias)}`,
        { function: name },
        async ({ api, client }, options) => {
          const command = new api.GetProvisionedConcurrencyConfigCommand({
            FunctionName: name,
            Qualifier: alias,
          });
          const answer = await orMissing(client.send(command, options));
          return (
            answer && {
              requested: answer.RequestedProvisionedConcurrentExecutions ?? 0,
              status: answer.Status ?? '',
              ...(answer.StatusReason !== undefined && { reason: answer.StatusReason }),
            }
          );
        },
      ),
    provision: (name, alias, executions) =>
      call(
        `Provisioning concurrency for ${labelOf(name, alias)}`,
        { function: name },
        async ({ api, client }, options) => {
          const command = new api.PutProvisionedConcurrencyConfigCommand({
            FunctionName: name,
            Qualifier: alias,
            ProvisionedConcurrentExecutions: executions,
          });
          await client.send(command, options);
        },
      ),
    unprovision: (name, alias) =>
      call(
        `Removing the provisioned concurrency of ${labelOf(name, alias)}`,
        { function: name },
        async ({ api, client }, options) => {
          const command = new api.DeleteProvisionedConcurrencyConfigCommand({
            FunctionName: name,
            Qualifier: alias,
          });
          await orMissing(client.send(command, options));
        },
      ),
  };
}
