/** Invoke: finds what is invoked; the region cannot run it yet. */
import { z } from 'zod';
import { type RestOperation, restOperation } from '../wire/rest.js';
import { WireError } from '../wire/wire-error.js';
import { namespacedFunctionName, parseFunctionReference, qualifier } from './function-name.js';
import { requireVersion } from './function-store.js';
import type { LambdaDeps } from './lambda-deps.js';

/** The event may hold anything. */
const schema = z.looseObject({ FunctionName: namespacedFunctionName, Qualifier: qualifier.optional() });

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function invokeOperation({ functions, settings }: LambdaDeps): RestOperation {
  const path = '/2015-03-31/functions/{FunctionName}/invocations';
  return restOperation({ name: 'Invoke', method: 'POST', path }, schema, (input) => {
    const reference = parseFunctionReference(input.FunctionName, settings, input.Qualifier);
    requireVersion(functions.require(reference), reference.qualifier, settings);
    throw new WireError(
      'UnknownOperationException',
      'This local region does not run functions, so they cannot be invoked in it.',
      404,
    );
  });
}
