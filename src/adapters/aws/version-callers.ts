/** Finds the published versions of a function that somebody calls by their number. */
import type { FunctionName } from '../../domain/function-spec.js';
import type { ReleaseReader } from '../../ports/release-reader.js';
import { allPages } from './all-pages.js';
import { type LambdaCall, labelOf, orMissing } from './lambda-call.js';
import { UnexpectedAnswer } from './unexpected-answer.js';

const provisionedPage = 50;
const mappingsPage = 100;

type Sdk = Parameters<Parameters<LambdaCall>[2]>;

/** One list of provisioned concurrency, one of all event sources of the account and region, and a policy a version. */
export function versionCallers(call: LambdaCall): ReleaseReader['listCallers'] {
  return async (name, versions) => {
    if (versions.length === 0) return [];
    const [provisioned, mapped, permitted] = await Promise.all([
      call(`Listing the provisioned concurrency of ${name}`, { function: name }, (...sdk) =>
        provisionedVersions(name, ...sdk),
      ),
      call('Listing all event sources', {}, (...sdk) => mappedVersions(name, ...sdk)),
      Promise.all(
        versions.map((version) =>
          call(`Reading the policy of ${labelOf(name, version)}`, { function: name }, (...sdk) =>
            hasPolicy(name, version, ...sdk),
          ),
        ),
      ),
    ]);
    return versions.flatMap((version, index) => {
      const by = provisioned.has(version)
        ? 'provisioned concurrency'
        : mapped.has(version)
          ? 'an event source'
          : permitted[index] && 'a permission to invoke it';
      return by ? [{ functionName: name, version, by }] : [];
    });
  };
}

async function provisionedVersions(
  name: FunctionName,
  { api, client }: Sdk[0],
  options: Sdk[1],
): Promise<ReadonlySet<string>> {
  const page = (Marker: string | undefined) =>
    client.send(
      new api.ListProvisionedConcurrencyConfigsCommand({
        FunctionName: name,
        MaxItems: provisionedPage,
        ...(Marker && { Marker }),
      }),
      options,
    );
  try {
    const found = await orMissing(
      allPages(page, (answer) => [answer.ProvisionedConcurrencyConfigs, answer.NextMarker]),
    );
    return new Set((found ?? []).map(({ FunctionArn }) => qualifierOf(FunctionArn)));
  } catch (error) {
    // What answers no AWS error to this knows no provisioned concurrency, as moto.
    if (error instanceof UnexpectedAnswer && error.$metadata.httpStatusCode === 404) return new Set();
    throw error;
  }
}

/** Asked for a function, Lambda may leave out what is connected to its versions. */
async function mappedVersions(
  name: FunctionName,
  { api, client }: Sdk[0],
  options: Sdk[1],
): Promise<ReadonlySet<string>> {
  const page = (Marker: string | undefined) =>
    client.send(
      new api.ListEventSourceMappingsCommand({ MaxItems: mappingsPage, ...(Marker && { Marker }) }),
      options,
    );
  const found = await allPages(page, (answer) => [answer.EventSourceMappings, answer.NextMarker]);
  const own = found.filter(({ FunctionArn }) => FunctionArn?.split(':')[6] === name);
  return new Set(own.map(({ FunctionArn }) => qualifierOf(FunctionArn)));
}

async function hasPolicy(
  name: FunctionName,
  version: string,
  { api, client }: Sdk[0],
  options: Sdk[1],
): Promise<boolean> {
  const command = new api.GetPolicyCommand({ FunctionName: name, Qualifier: version });
  return (await orMissing(client.send(command, options)))?.Policy !== undefined;
}

function qualifierOf(functionArn: string | undefined): string {
  return functionArn?.split(':')[7] ?? '';
}
