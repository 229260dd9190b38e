/** Image functions over Lambda: read, create, update. */
import { type Digest, isDigest } from '../../domain/digest.js';
import type { FunctionName } from '../../domain/function-spec.js';
import type { ObservedFunction } from '../../domain/function-state.js';
import type { DiagnosisFacts } from '../../errors/diagnose.js';
import type { FunctionService } from '../../ports/function-service.js';
import type { AwsSession } from './aws-session.js';
import { apiSettings } from './function-settings.js';
import { guard, type LambdaCall, labelOf, lambdaCall, orMissing } from './lambda-call.js';
import { versionMethods } from './lambda-versions.js';
import { observedFunction } from './observed-function.js';

/** Every method is one request, repeated as `retry-policy.ts` says. */
export function createFunctionService(session: AwsSession): FunctionService {
  const call = lambdaCall(session);
  return { get: get(call), create: create(call), ...updates(call), ...versionMethods(call), digestOf };
}

function get(call: LambdaCall): FunctionService['get'] {
  return (name, qualifier) =>
    call(
      `Reading function ${labelOf(name, qualifier)}`,
      { function: name },
      async ({ api, client }, options) => {
        const command = new api.GetFunctionCommand({
          FunctionName: name,
          ...(qualifier !== undefined && { Qualifier: qualifier }),
        });
        const answer = await orMissing(client.send(command, options));
        if (!answer?.Configuration) return undefined;
        return observedFunction(answer.Configuration, answer.Code, answer.Tags, answer.Concurrency);
      },
    );
}

function create(call: LambdaCall): FunctionService['create'] {
  return ({ name, imageUri, architecture, configuration, tags, publish }) =>
    call(
      `Creating function ${name} from ${imageUri}`,
      factsOf(name, imageUri, configuration.role),
      async ({ api, client }, options) => {
        const command = new api.CreateFunctionCommand({
          ...apiSettings(configuration),
          FunctionName: name,
          PackageType: 'Image',
          Code: { ImageUri: imageUri },
          Architectures: [architecture],
          Role: configuration.role,
          Publish: publish,
          ...(tags && { Tags: { ...tags } }),
        });
        return observedFunction(await client.send(command, options), { ImageUri: imageUri });
      },
    );
}

function updates(call: LambdaCall): Pick<FunctionService, 'updateCode' | 'updateConfiguration'> {
  return {
    updateCode: (name, { imageUri, architecture, revisionId }) =>
      call(
        `Updating function ${name} to ${imageUri}`,
        factsOf(name, imageUri),
        async ({ api, client }, options) => {
          const command = new api.UpdateFunctionCodeCommand({
            FunctionName: name,
            ImageUri: imageUri,
            Architectures: [architecture],
            ...guard(revisionId),
          });
          return observedFunction(await client.send(command, options), { ImageUri: imageUri });
        },
      ),
    updateConfiguration: (name, change, revisionId) =>
      call(
        `Updating the configuration of function ${name}`,
        factsOf(name, undefined, change.role),
        async ({ api, client }, options) => {
          const command = new api.UpdateFunctionConfigurationCommand({
            FunctionName: name,
            ...apiSettings(change),
            ...guard(revisionId),
          });
          return observedFunction(await client.send(command, options));
        },
      ),
  };
}

function digestOf({ packageType, codeSha256 }: ObservedFunction): Digest | undefined {
  const digest = `sha256:${codeSha256}`;
  return packageType === 'Image' && isDigest(digest) ? digest : undefined;
}

function factsOf(name: FunctionName, image?: string, role?: string): DiagnosisFacts {
  const repository = image?.replace(/^[^/]+\//, '').replace(/@.*$/, '');
  return {
    function: name,
    ...(image && { image }),
    ...(repository && { repository }),
    ...(role && { role }),
  };
}
