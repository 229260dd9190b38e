/** All versions and aliases of a function over Lambda, page by page. */
import type { FunctionConfiguration as ApiFunction } from '@aws-sdk/client-lambda';
import type { Digest } from '../../domain/digest.js';
import type { FunctionVersionUse } from '../../domain/prune-plan.js';
import type { ReleaseReader } from '../../ports/release-reader.js';
import type { AwsSession } from './aws-session.js';
import { lambdaCall, orMissing } from './lambda-call.js';
import { observedAlias, observedFunction } from './observed-function.js';

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
    listUses: () =>
      call('Listing all functions', {}, async ({ api, client }, options) => {
        const page = (Marker: string | undefined) =>
          client.send(
            new api.ListFunctionsCommand({
              FunctionVersion: 'ALL',
              MaxItems: pageSize,
              ...(Marker && { Marker }),
            }),
            options,
          );
        const all = await allPages(page, ({ Functions, NextMarker }) => [Functions, NextMarker]);
        return all.filter(({ PackageType }) => PackageType === 'Image').map(useOf);
      }),
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

function useOf({ FunctionName, Version, CodeSha256, LastModified }: ApiFunction): FunctionVersionUse {
  return {
    functionName: FunctionName ?? '',
    version: Version ?? '$LATEST',
    digest: `sha256:${CodeSha256}` as Digest,
    time: LastModified ?? '',
  };
}

/** The items of all pages, in order. */
export async function allPages<Page, Item>(
  read: (marker: string | undefined) => Promise<Page>,
  parts: (page: Page) => [items: Item[] | undefined, next: string | undefined],
): Promise<Item[]> {
  const all: Item[] = [];
  let marker: string | undefined;
  do {
    const [items, next] = parts(await read(marker));
    all.push(...(items ?? []));
    marker = next;
  } while (marker);
  return all;
}
