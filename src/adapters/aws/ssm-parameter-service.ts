/** Parameters over SSM Parameter Store. */
import type { Parameter as ApiParameter } from '@aws-sdk/client-ssm';
import type { Parameter, ParameterService } from '../../ports/parameter-service.js';
import { awsFailure } from './aws-failure.js';
import type { AwsSession } from './aws-session.js';

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html */
const mostNames = 10;

export function createParameterService(session: AwsSession): ParameterService {
  return {
    async read(names) {
      const batches = await Promise.all(batchesOf(names).map((batch) => readBatch(session, batch)));
      return new Map(batches.flat());
    },
  };
}

async function readBatch(session: AwsSession, names: readonly string[]): Promise<[string, Parameter][]> {
  try {
    const { api, client } = await session.ssm();
    const command = new api.GetParametersCommand({ Names: [...names], WithDecryption: true });
    const { Parameters = [] } = await client.send(command, session.sendOptions);
    const newestFirst = Parameters.toSorted((one, other) => (other.Version ?? 0) - (one.Version ?? 0));
    return names.flatMap((name): [string, Parameter][] => {
      const found = newestFirst.find((parameter) => isNamed(parameter, name));
      if (found?.Value === undefined) return [];
      return [[name, { value: found.Value, kind: found.Type ?? 'SecureString' }]];
    });
  } catch (error) {
    throw awsFailure(error, {
      service: 'SSM',
      doing: `Reading SSM parameter${names.length > 1 ? 's' : ''} ${names.join(', ')}`,
      profile: session.settings.profile,
    });
  }
}

/** Answers come in any order, with the name, the ARN and the version or label (`:3`; not everybody says it) apart. */
function isNamed({ Name, ARN, Selector, Version }: ApiParameter, wanted: string): boolean {
  const selectors = Selector ? [Selector.replace(/^:?/, ':')] : ['', `:${Version}`];
  return [Name, ARN].some((name) => selectors.some((selector) => `${name}${selector}` === wanted));
}

function batchesOf(names: readonly string[]): string[][] {
  const distinct = [...new Set(names)];
  const count = Math.ceil(distinct.length / mostNames);
  return Array.from({ length: count }, (_, index) =>
    distinct.slice(index * mostNames, (index + 1) * mostNames),
  );
}
