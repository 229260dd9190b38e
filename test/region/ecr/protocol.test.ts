/** What ECR refuses before any operation looks at a request. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEcr, type TestEcr } from './start-ecr.js';

let ecr: TestEcr;
beforeEach(async () => {
  ecr = await startEcr();
});
afterEach(() => ecr.close());

describe('the protocol', () => {
  const call = async (
    target: string,
    body: string,
    headers: Record<string, string> = { authorization: 'AWS4' },
  ) => {
    const response = await fetch(ecr.url, {
      method: 'POST',
      headers: { 'x-amz-target': `AmazonEC2ContainerRegistry_V20150921.${target}`, ...headers },
      body,
    });
    return { status: response.status, body: (await response.json()) as { __type: string; message: string } };
  };

  it.each([
    ['an unknown operation', 'BakeBread', '{}', 'UnknownOperationException'],
    [
      'an unknown field',
      'CreateRepository',
      '{"repositoryName":"app","colour":"red"}',
      'SerializationException',
    ],
    ['a wrong type', 'CreateRepository', '{"repositoryName":{}}', 'SerializationException'],
    ['broken JSON', 'CreateRepository', '{', 'SerializationException'],
    ['a missing member', 'CreateRepository', '{}', 'InvalidParameterException'],
  ])('refuses %s', async (_what, operation, body, type) => {
    expect(await call(operation, body)).toMatchObject({ status: 400, body: { __type: type } });
  });

  it('refuses a request without a signature', async () => {
    const { status, body } = await call('DescribeRepositories', '{}', {});
    expect([status, body.__type]).toEqual([400, 'MissingAuthenticationTokenException']);
  });
});
