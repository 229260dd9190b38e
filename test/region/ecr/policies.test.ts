/** Repository and lifecycle policies through the real SDK. */
import {
  CreateRepositoryCommand,
  DeleteLifecyclePolicyCommand,
  DeleteRepositoryPolicyCommand,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  PutLifecyclePolicyCommand,
  SetRepositoryPolicyCommand,
} from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEcr, type TestEcr } from './start-ecr.js';

let ecr: TestEcr;
beforeEach(async () => {
  ecr = await startEcr();
});
afterEach(() => ecr.close());

const create = (repositoryName: string, more: object = {}) =>
  ecr.client.send(new CreateRepositoryCommand({ repositoryName, ...more }));

describe('repository policies', () => {
  const statement = {
    Sid: 'LambdaECRImageRetrievalPolicy',
    Effect: 'Allow',
    Principal: { Service: 'lambda.amazonaws.com' },
    Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
  };
  const policyText = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });

  it('sets, gets and deletes', async () => {
    await create('app');
    const repositoryName = 'app';
    const none = {
      name: 'RepositoryPolicyNotFoundException',
      message:
        "Repository policy does not exist for the repository with name 'app' in the registry with id '000000000000'",
    };
    await expect(ecr.client.send(new GetRepositoryPolicyCommand({ repositoryName }))).rejects.toMatchObject(
      none,
    );
    await ecr.client.send(new SetRepositoryPolicyCommand({ repositoryName, policyText }));
    const got = await ecr.client.send(new GetRepositoryPolicyCommand({ repositoryName }));
    expect(got.policyText).toBe(`{
  "Version" : "2012-10-17",
  "Statement" : [ {
    "Sid" : "LambdaECRImageRetrievalPolicy",
    "Effect" : "Allow",
    "Principal" : {
      "Service" : "lambda.amazonaws.com"
    },
    "Action" : [ "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer" ]
  } ]
}`);
    await ecr.client.send(new DeleteRepositoryPolicyCommand({ repositoryName }));
    await expect(
      ecr.client.send(new DeleteRepositoryPolicyCommand({ repositoryName })),
    ).rejects.toMatchObject(none);
  });

  it.each([
    ['not JSON', 'x'],
    ['without a statement', '{"Version":"2012-10-17"}'],
    ['without a principal', JSON.stringify({ Statement: [{ ...statement, Principal: undefined }] })],
    ['for another service', JSON.stringify({ Statement: [{ ...statement, Action: 's3:GetObject' }] })],
    ['with an unknown effect', JSON.stringify({ Statement: [{ ...statement, Effect: 'Maybe' }] })],
  ])('refuses a policy %s', async (_what, text) => {
    await create('app');
    await expect(
      ecr.client.send(new SetRepositoryPolicyCommand({ repositoryName: 'app', policyText: text })),
    ).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message:
        "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'",
    });
  });
});

describe('lifecycle policies', () => {
  const rule = {
    rulePriority: 1,
    description: 'keep thirty',
    selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 30 },
    action: { type: 'expire' },
  };
  const text = (...rules: object[]) => JSON.stringify({ rules });

  it('puts, gets and deletes', async () => {
    await create('app');
    const repositoryName = 'app';
    const none = {
      name: 'LifecyclePolicyNotFoundException',
      message:
        "Lifecycle policy does not exist for the repository with name 'app' in the registry with id '000000000000'",
    };
    await expect(ecr.client.send(new GetLifecyclePolicyCommand({ repositoryName }))).rejects.toMatchObject(
      none,
    );
    const spaced = JSON.stringify({ rules: [rule] }, null, 2);
    await ecr.client.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText: spaced }));
    const got = await ecr.client.send(new GetLifecyclePolicyCommand({ repositoryName }));
    expect(got.lifecyclePolicyText).toBe(text(rule));
    await ecr.client.send(new DeleteLifecyclePolicyCommand({ repositoryName }));
    await expect(ecr.client.send(new DeleteLifecyclePolicyCommand({ repositoryName }))).rejects.toMatchObject(
      none,
    );
  });

  const pad = ' '.repeat(100);
  it.each([
    ['no JSON', `x${pad}`, 'Could not map policyString into LifecyclePolicy.'],
    ['no rules', `{"rule":[]}${pad}`, 'object has missing required properties (["rules"])'],
    [
      'an unknown action',
      text({ ...rule, action: { type: 'forget' } }),
      'instance value ("forget") not found in enum',
    ],
    [
      'an unknown member',
      text({ ...rule, extra: 1 }),
      'object instance has properties which are not allowed by the schema: (["extra"])',
    ],
    [
      'a count of zero',
      text({ ...rule, selection: { ...rule.selection, countNumber: 0 } }),
      'numeric instance is lower than the required minimum (minimum: 1, found: 0)',
    ],
    ['a priority twice', text(rule, rule), 'Rule priorities must be unique'],
    [
      'a rule after one for any image',
      text(rule, { ...rule, rulePriority: 2, selection: { ...rule.selection, tagStatus: 'untagged' } }),
      "a rule with tagStatus 'any' must have the highest rulePriority of the policy",
    ],
    [
      'tagged without a list',
      text({ ...rule, selection: { ...rule.selection, tagStatus: 'tagged' } }),
      'tagPrefixList or tagPatternList must be specified for tagged images',
    ],
  ])('refuses %s', async (_what, lifecyclePolicyText, why) => {
    await create('app');
    const put = ecr.client.send(
      new PutLifecyclePolicyCommand({ repositoryName: 'app', lifecyclePolicyText }),
    );
    await expect(put).rejects.toThrow(`Lifecycle policy validation failure: ${why}`);
  });
});
