/** Versions and aliases over Lambda. */
import type { FunctionService } from '../../ports/function-service.js';
import { guard, type LambdaCall, labelOf, orMissing } from './lambda-call.js';
import { observedAlias, observedFunction } from './observed-function.js';

type VersionMethods = Pick<FunctionService, 'publishVersion' | 'getAlias' | 'createAlias' | 'updateAlias'>;

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html */
export function versionMethods(call: LambdaCall): VersionMethods {
  return {
    publishVersion: (name, { codeSha256, description, revisionId }) =>
      call(
        `Publishing a version of function ${name}`,
        { function: name },
        async ({ api, client }, options) => {
          const command = new api.PublishVersionCommand({
            FunctionName: name,
            CodeSha256: codeSha256,
            ...(description !== undefined && { Description: description }),
            ...guard(revisionId),
          });
          return observedFunction(await client.send(command, options));
        },
      ),
    getAlias: (name, alias) =>
      call(`Reading alias ${labelOf(name, alias)}`, { function: name }, async ({ api, client }, options) => {
        const answer = await orMissing(
          client.send(new api.GetAliasCommand({ FunctionName: name, Name: alias }), options),
        );
        return answer && observedAlias(answer);
      }),
    createAlias: (name, alias, version, description) =>
      call(`Creating alias ${labelOf(name, alias)}`, { function: name }, async ({ api, client }, options) => {
        const command = new api.CreateAliasCommand({
          FunctionName: name,
          Name: alias,
          FunctionVersion: version,
          ...(description !== undefined && { Description: description }),
        });
        return observedAlias(await client.send(command, options));
      }),
    updateAlias: (name, alias, { version, weights, revisionId, description }) =>
      call(
        `Pointing alias ${labelOf(name, alias)} to version ${version}`,
        { function: name },
        async ({ api, client }, options) => {
          const command = new api.UpdateAliasCommand({
            FunctionName: name,
            Name: alias,
            FunctionVersion: version,
            // Left out, old weights would stay; only an empty map clears them.
            RoutingConfig: { AdditionalVersionWeights: { ...weights } },
            ...(description !== undefined && { Description: description }),
            ...guard(revisionId),
          });
          return observedAlias(await client.send(command, options));
        },
      ),
  };
}
