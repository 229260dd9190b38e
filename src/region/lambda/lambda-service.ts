/** The region's Lambda, operation by operation. */
import type { RegionService } from '../service.js';
import { matchOperation, performRest, type RawOperation, type RestOperation } from '../wire/rest.js';
import { aliasOperations } from './aliases.js';
import { concurrencyOperations } from './concurrency.js';
import { createFunctionOperation } from './create-function.js';
import { deleteFunctionOperation } from './delete-function.js';
import { eventInvokeOperations } from './event-invoke-configs.js';
import { eventSourceOperations } from './event-sources/event-source-operations.js';
import { functionWideOperations } from './function-wide-settings.js';
import { invokeOperation } from './invoke.js';
import { invokeStreamOperation } from './invoke-with-response-stream.js';
import type { LambdaDeps } from './lambda-deps.js';
import { permissionOperations } from './permissions.js';
import { provisionedConcurrencyOperations } from './provisioned-concurrency.js';
import { readFunctionOperations } from './read-functions.js';
import { tagOperations } from './tags.js';
import { updateCodeOperation } from './update-code.js';
import { updateConfigurationOperation } from './update-configuration.js';
import { urlOperations } from './url-configs.js';
import { versionOperations } from './versions.js';

export function createLambdaService(deps: LambdaDeps): RegionService {
  const operations: readonly (RestOperation | RawOperation)[] = [
    createFunctionOperation(deps),
    ...readFunctionOperations(deps),
    updateCodeOperation(deps),
    updateConfigurationOperation(deps),
    ...versionOperations(deps),
    ...aliasOperations(deps),
    deleteFunctionOperation(deps),
    invokeOperation(deps),
    invokeStreamOperation(deps),
    ...tagOperations(deps),
    ...concurrencyOperations(deps),
    ...provisionedConcurrencyOperations(deps),
    ...eventInvokeOperations(deps),
    ...eventSourceOperations(deps),
    ...functionWideOperations(deps),
    ...urlOperations(deps),
    ...permissionOperations(deps),
  ];
  return {
    name: 'lambda',
    // Lambda's paths start with the date of an API version.
    claims: (request) => /^\/20\d\d-\d\d-\d\d\//.test(request.url ?? ''),
    async handle(request, response, begin) {
      const match = matchOperation(operations, request);
      const { route, mutating } = match.operation;
      await begin(route.name, mutating);
      await performRest(match, request, response);
      return { operation: route.name, mutating };
    },
  };
}
