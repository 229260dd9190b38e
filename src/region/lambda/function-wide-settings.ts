/** Settings of the function as a whole: recursive loops, code signing. */
import * as z from 'zod';
import { type RestOperation, restOperation } from '../wire/rest.js';
import { namespacedFunctionName, parseFunctionReference, unqualifiedFunctionName } from './function-name.js';
import type { LambdaDeps } from './lambda-deps.js';

const naming = z.strictObject({ FunctionName: unqualifiedFunctionName });
const putSchema = naming.extend({ RecursiveLoop: z.enum(['Allow', 'Terminate']) });

const recursion = '/2024-08-31/functions/{FunctionName}/recursion-config';

export function functionWideOperations(deps: LambdaDeps): RestOperation[] {
  return [...recursionOperations(deps), getCodeSigning(deps)];
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html */
function recursionOperations(deps: LambdaDeps): RestOperation[] {
  const require = (text: string) => deps.functions.require(parseFunctionReference(text, deps.settings));
  return [
    restOperation(
      { name: 'PutFunctionRecursionConfig', method: 'PUT', path: recursion },
      putSchema,
      (input) => {
        deps.functions.put({ ...require(input.FunctionName), recursiveLoop: input.RecursiveLoop });
        return { RecursiveLoop: input.RecursiveLoop };
      },
    ),
    restOperation(
      { name: 'GetFunctionRecursionConfig', method: 'GET', path: recursion },
      naming,
      (input) => ({
        RecursiveLoop: require(input.FunctionName).recursiveLoop ?? 'Terminate',
      }),
    ),
  ];
}

/** Nothing can be signed here, and images never can: the answer is empty, as for every function without signing. */
function getCodeSigning(deps: LambdaDeps): RestOperation {
  const route = {
    name: 'GetFunctionCodeSigningConfig',
    method: 'GET',
    path: '/2020-06-30/functions/{FunctionName}/code-signing-config',
  } as const;
  return restOperation(route, z.strictObject({ FunctionName: namespacedFunctionName }), (input) => {
    deps.functions.require(parseFunctionReference(input.FunctionName, deps.settings));
    return {};
  });
}
