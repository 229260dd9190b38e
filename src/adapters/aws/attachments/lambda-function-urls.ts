/** Function URLs over Lambda. */
import type { Cors } from '@aws-sdk/client-lambda';
import type { CorsSetting, FunctionUrlSetting } from '../../../domain/attachments/function-url.js';
import type { FunctionUrlService } from '../../../ports/function-url-service.js';
import { incompleteAnswer } from '../aws-failure.js';
import { type LambdaCall, labelOf, onAlias, orMissing } from '../lambda-call.js';

/** https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html */
export function functionUrls(call: LambdaCall): FunctionUrlService {
  return {
    get: (name, alias) =>
      call(
        `Reading the URL of ${labelOf(name, alias)}`,
        { function: name },
        async ({ api, client }, options) => {
          const command = new api.GetFunctionUrlConfigCommand({ FunctionName: name, ...onAlias(alias) });
          const answer = await orMissing(client.send(command, options));
          return (
            answer && {
              address: answer.FunctionUrl ?? '',
              authType: answer.AuthType ?? '',
              cors: observedCors(answer.Cors ?? {}),
              invokeMode: answer.InvokeMode ?? 'BUFFERED',
            }
          );
        },
      ),
    create: (name, alias, setting) =>
      call(
        `Creating a URL for ${labelOf(name, alias)}`,
        { function: name },
        async ({ api, client }, options) => {
          const command = new api.CreateFunctionUrlConfigCommand({
            FunctionName: name,
            ...onAlias(alias),
            ...apiSetting(setting),
            AuthType: setting.authType,
          });
          const { FunctionUrl } = await client.send(command, options);
          if (!FunctionUrl) throw incompleteAnswer('Lambda', 'CreateFunctionUrlConfig', 'a URL');
          return FunctionUrl;
        },
      ),
    update: (name, alias, change) =>
      call(
        `Changing the URL of ${labelOf(name, alias)}`,
        { function: name },
        async ({ api, client }, options) => {
          const command = new api.UpdateFunctionUrlConfigCommand({
            FunctionName: name,
            ...onAlias(alias),
            ...apiSetting(change),
          });
          await client.send(command, options);
        },
      ),
    delete: (name, alias) =>
      call(
        `Deleting the URL of ${labelOf(name, alias)}`,
        { function: name },
        async ({ api, client }, options) => {
          const command = new api.DeleteFunctionUrlConfigCommand({ FunctionName: name, ...onAlias(alias) });
          await orMissing(client.send(command, options));
        },
      ),
  };
}

function apiSetting({ authType, cors, invokeMode }: Partial<FunctionUrlSetting>) {
  return {
    ...(authType && { AuthType: authType }),
    ...(cors && { Cors: apiCors(cors) }),
    ...(invokeMode && { InvokeMode: invokeMode }),
  };
}

/** What is not in it is cleared, as the API takes the settings together. */
function apiCors(cors: CorsSetting): Cors {
  return {
    ...(cors.allowCredentials !== undefined && { AllowCredentials: cors.allowCredentials }),
    ...(cors.allowHeaders && { AllowHeaders: [...cors.allowHeaders] }),
    ...(cors.allowMethods && { AllowMethods: [...cors.allowMethods] }),
    ...(cors.allowOrigins && { AllowOrigins: [...cors.allowOrigins] }),
    ...(cors.exposeHeaders && { ExposeHeaders: [...cors.exposeHeaders] }),
    ...(cors.maxAge !== undefined && { MaxAge: cors.maxAge }),
  };
}

function observedCors(api: Cors): CorsSetting {
  return {
    ...(api.AllowCredentials !== undefined && { allowCredentials: api.AllowCredentials }),
    ...(api.AllowHeaders && { allowHeaders: api.AllowHeaders }),
    ...(api.AllowMethods && { allowMethods: api.AllowMethods }),
    ...(api.AllowOrigins && { allowOrigins: api.AllowOrigins }),
    ...(api.ExposeHeaders && { exposeHeaders: api.ExposeHeaders }),
    ...(api.MaxAge !== undefined && { maxAge: api.MaxAge }),
  };
}
