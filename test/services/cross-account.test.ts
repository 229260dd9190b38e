import { afterEach, describe, expect, it } from 'vitest';
import { createAwsAdapters } from '../../src/adapters/aws/aws-adapters.js';
import { parseRepositoryName } from '../../src/domain/image-reference.js';
import { crossAccountStatements, type Place } from '../../src/domain/repository-policy.js';
import { crossAccountRemarks, observeForeignRepository } from '../../src/services/cross-account.js';
import type { RepositoryObservation } from '../../src/services/observe.js';
import { jsonAnswer, type ScriptedServer, startScriptedServer } from '../servers/scripted-http.js';
import { failureOf } from './failure-of.js';

const place: Place = { partition: 'aws', account: '123456789012', region: 'eu-west-1' };
const caller = { ...place, arn: 'arn:aws:iam::123456789012:user/ci' };
const authorization = {
  credentials: { username: 'AWS', password: 'token' },
  proxyEndpoint: 'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com',
};
const owner = '210987654321';
const name = parseRepositoryName('team/app');
const { account, lambda } = crossAccountStatements(place);
const policyOf = (...statements: object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

let server: ScriptedServer | undefined;
afterEach(() => server?.close());

/** What is seen of the repository when ECR answers each operation so. */
async function observed(
  answers: Record<string, () => ReturnType<typeof jsonAnswer>>,
): Promise<RepositoryObservation> {
  const scripted = await startScriptedServer(({ headers }) => {
    const operation = String(headers['x-amz-target']).split('.').at(-1) ?? '';
    return answers[operation]?.() ?? denied();
  });
  server = scripted;
  const aws = createAwsAdapters({
    region: 'eu-west-1',
    endpoint: scripted.url,
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  });
  try {
    return await observeForeignRepository(name, owner, caller, authorization, aws.repositories);
  } finally {
    aws.close();
  }
}

function denied() {
  return jsonAnswer({ __type: 'AccessDeniedException', message: 'User is not authorized' }, 400);
}

describe('a repository of another account', () => {
  it('is what its name says where it may not be looked at', async () => {
    expect(await observed({})).toEqual({
      name: 'team/app',
      uri: '210987654321.dkr.ecr.eu-west-1.amazonaws.com/team/app',
      arn: 'arn:aws:ecr:eu-west-1:210987654321:repository/team/app',
      registryId: owner,
      tagMutability: 'IMMUTABLE',
      tagMutabilityExclusions: [],
      scanOnPush: false,
      policy: undefined,
      lambdaAccess: 'allowed',
      foreign: true,
    });
    const asked = server?.requests.map(({ body }) => JSON.parse(body.toString()) as object);
    expect(asked).toHaveLength(2);
    for (const request of asked ?? []) expect(request).toMatchObject({ registryId: owner });
  });

  it('is what ECR says where it may', async () => {
    const repository = {
      repositoryName: name,
      repositoryUri: `${owner}.dkr.ecr.eu-west-1.amazonaws.com/team/app`,
      repositoryArn: 'arn',
      registryId: owner,
      imageTagMutability: 'MUTABLE',
    };
    const found = await observed({
      DescribeRepositories: () => jsonAnswer({ repositories: [repository] }),
      GetRepositoryPolicy: () => jsonAnswer({ policyText: policyOf(account) }),
    });
    expect(found).toMatchObject({ tagMutability: 'MUTABLE', lambdaAccess: 'missing', foreign: true });
  });

  it('is not guessed at when ECR fails otherwise', async () => {
    const expired = () => jsonAnswer({ __type: 'ExpiredTokenException', message: 'expired' }, 400);
    const failure = await failureOf(
      observed({ DescribeRepositories: expired, GetRepositoryPolicy: expired }),
    );
    expect(failure.code).toBe('CREDENTIALS_REFUSED');
  });
});

describe('what is said of its policy', () => {
  const remarks = (policy: string | undefined, foreign = true): string[] =>
    crossAccountRemarks(
      { name, registryId: owner, policy, ...(foreign && { foreign: true }) } as RepositoryObservation,
      place,
    );

  it.each<[string, string | undefined]>([
    ['both statements', policyOf(account, lambda)],
    ['a policy that may not be read', undefined],
  ])('nothing of %s', (_, policy) => {
    expect(remarks(policy)).toEqual([]);
  });

  it('nothing of a repository of the own account', () => {
    expect(remarks(policyOf(account), false)).toEqual([]);
  });

  it('without the statement for Lambda: it breaks later, and the statement to add', () => {
    const [remark, ...more] = remarks(policyOf(account));
    expect(more).toEqual([]);
    expect(remark).toContain('works today and will break when the function goes Inactive');
    expect(remark).toContain(`account ${owner}`);
    expect(remark).toContain(JSON.stringify(lambda));
    expect(remark).toContain('arn:aws:lambda:eu-west-1:123456789012:function:*');
  });

  it('without the statement for the account: Lambda may refuse, and the statement to add', () => {
    const [remark, ...more] = remarks(policyOf(lambda));
    expect(more).toEqual([]);
    expect(remark).toContain('may refuse');
    expect(remark).toContain(JSON.stringify(account));
  });
});
