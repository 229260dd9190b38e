/** Settings of asynchronous invocations over Lambda. */
import type { DestinationConfig } from '@aws-sdk/client-lambda';
import { asyncInvokeDefaults } from '../../../domain/attachments/async-invoke.js';
import type { AsyncInvokeService } from '../../../ports/async-invoke-service.js';
import { type LambdaCall, labelOf, onAlias, orMissing } from '../lambda-call.js';

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html */
export function asyncInvokes(call: LambdaCall): AsyncInvokeService {
  return {
    get: (name, alias) =>
      call(
        `Reading the asynchronous invocation settings of ${labelOf(name, alias)}`,
        { function: name },
        async ({ api, client }, options) => {
          const command = new api.GetFunctionEventInvokeConfigCommand({
            FunctionName: name,
            ...onAlias(alias),
          });
          const answer = await orMissing(client.send(command, options));
          if (!answer) return undefined;
          const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = answer;
          return {
            maximumRetryAttempts: MaximumRetryAttempts ?? asyncInvokeDefaults.maximumRetryAttempts,
            maximumEventAge: MaximumEventAgeInSeconds ?? asyncInvokeDefaults.maximumEventAge,
            onSuccess: DestinationConfig?.OnSuccess?.Destination ?? '',
            onFailure: DestinationConfig?.OnFailure?.Destination ?? '',
          };
        },
      ),
    put: (name, alias, setting) =>
      call(
        `Changing the asynchronous invocation settings of ${labelOf(name, alias)}`,
        { function: name },
        async ({ api, client }, options) => {
          const command = new api.PutFunctionEventInvokeConfigCommand({
            FunctionName: name,
            ...onAlias(alias),
            MaximumRetryAttempts: setting.maximumRetryAttempts,
            MaximumEventAgeInSeconds: setting.maximumEventAge,
            DestinationConfig: apiDestinations(setting),
          });
          await client.send(command, options);
        },
      ),
    delete: (name, alias) =>
      call(
        `Removing the asynchronous invocation settings of ${labelOf(name, alias)}`,
        { function: name },
        async ({ api, client }, options) => {
          const command = new api.DeleteFunctionEventInvokeConfigCommand({
            FunctionName: name,
            ...onAlias(alias),
          });
          await orMissing(client.send(command, options));
        },
      ),
  };
}

function apiDestinations(setting: { onSuccess: string; onFailure: string }): DestinationConfig {
  return {
    OnSuccess: setting.onSuccess === '' ? {} : { Destination: setting.onSuccess },
    OnFailure: setting.onFailure === '' ? {} : { Destination: setting.onFailure },
  };
}
