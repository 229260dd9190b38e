/** All versions and aliases of a function over Lambda, page by page. */
import type { FunctionConfiguration as ApiFunction } from '@aws-sdk/client-lambda';
import type { Digest } from '../../domain/digest.js';
import type { FunctionVersionUse } from '../../domain/prune-plan.js';
import type { ReleaseReader } from '../../ports/release-reader.js';
import { allPages } from './all-pages.js';
import { incompleteAnswer } from './aws-failure.js';
import type { AwsSession } from './aws-session.js';
import { type LambdaCall, lambdaCall, orMissing } from './lambda-call.js';
import { observedAlias, observedFunction } from './observed-function.js';
import { versionCallers } from './version-callers.js';

/** Lambda's largest page of versions; aliases take larger ones. */
const pageSize = 50;

export function createReleaseReader(session: AwsSession): ReleaseReader {
  const call = lambdaCall(session);
  return {
    listVersions: (name) =>
      call(
        `Listing the versions of function ${name}`,
        { function: name },
        async ({ api, client }, options) => {
          const page = (Marker: string | undefined) =>
            client.send(
              new api.ListVersionsByFunctionCommand({
                FunctionName: name,
                MaxItems: pageSize,
                ...(Marker && { Marker }),
              }),
              options,
            );
          const versions =
            (await orMissing(allPages(page, ({ Versions, NextMarker }) => [Versions, NextMarker]))) ?? [];
          return versions
            .filter(({ Version }) => Version !== '$LATEST')
            .map((version) => observedFunction(version));
        },
      ),
    async listUses() {
      const all = await listAll(call);
      return all.filter(({ PackageType }) => PackageType === 'Image').map(useOf);
    },
    listCallers: versionCallers(call),
    async listSharers() {
      const all = await listAll(call);
      return all.map(({ FunctionName: functionName = '', Role: roleArn = '', LoggingConfig }) => ({
        functionName,
        roleArn,
        logGroup: LoggingConfig?.LogGroup ?? `/aws/lambda/${functionName}`,
      }));
    },
    listAliases: (name) =>
      call(
        `Listing the aliases of function ${name}`,
        { function: name },
        async ({ api, client }, options) => {
          const page = (Marker: string | undefined) =>
            client.send(
              new api.ListAliasesCommand({ FunctionName: name, ...(Marker && { Marker }) }),
              options,
            );
          const aliases = await orMissing(allPages(page, ({ Aliases, NextMarker }) => [Aliases, NextMarker]));
          return (aliases ?? []).map(observedAlias);
        },
      ),
  };
}

/** Every version of every function of the account and region. */
function listAll(call: LambdaCall): Promise<ApiFunction[]> {
  return call('Listing all functions', {}, ({ api, client }, options) => {
    const page = (Marker: string | undefined) =>
      client.send(
        new api.ListFunctionsCommand({
          FunctionVersion: 'ALL',
          MaxItems: pageSize,
          ...(Marker && { Marker }),
        }),
        options,
      );
    return allPages(page, ({ Functions, NextMarker }) => [Functions, NextMarker]);
  });
}

/** Who runs what decides what is deleted, so nobody is guessed to run nothing. */
function useOf({ FunctionName, Version, CodeSha256, LastModified }: ApiFunction): FunctionVersionUse {
  if (!CodeSha256) throw incompleteAnswer('Lambda', 'ListFunctions', `the digest that ${FunctionName} runs`);
  return {
    functionName: FunctionName ?? '',
    version: Version ?? '$LATEST',
    digest: `sha256:${CodeSha256}` as Digest,
    time: LastModified ?? '',
  };
}
