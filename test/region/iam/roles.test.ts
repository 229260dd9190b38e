/** Roles through the SDK: life cycle, refusals by their text, and the moment before Lambda can assume them. */
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
} from '@aws-sdk/client-iam';
import { CreateFunctionCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusalOf } from '../lambda/refusal.js';
import { startTestRegion, type TestRegion } from '../test-region.js';

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion({ rolePropagation: 5000 });
});
afterAll(() => region.close());

const trust = (service: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  });
const create = (RoleName: string, document: string = trust('lambda.amazonaws.com'), more: object = {}) =>
  region.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document, ...more }));

describe('a role', () => {
  it('comes back as it was made', async () => {
    const Tags = [{ Key: 'team', Value: 'a & b' }];
    const { Role } = await create('made', undefined, { Path: '/lading/', Description: 'for <tests>', Tags });
    expect(Role).toMatchObject({
      Arn: 'arn:aws:iam::000000000000:role/lading/made',
      RoleId: expect.stringMatching(/^AROA[A-Z0-9]{17}$/),
      MaxSessionDuration: 3600,
      Tags,
    });
    await region.iam.send(new TagRoleCommand({ RoleName: 'made', Tags: [{ Key: 'more', Value: '1' }] }));
    const read = (await region.iam.send(new GetRoleCommand({ RoleName: 'made' }))).Role;
    expect(read).toMatchObject({ Description: 'for <tests>', Tags: [...Tags, { Key: 'more', Value: '1' }] });
    expect(decodeURIComponent(read?.AssumeRolePolicyDocument ?? '')).toBe(trust('lambda.amazonaws.com'));
    expect(read?.CreateDate).toBeInstanceOf(Date);
  });

  it('holds managed and inline policies, and cannot be deleted before them', async () => {
    await create('holder');
    const RoleName = 'holder';
    const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
    const attach = new AttachRolePolicyCommand({ RoleName, PolicyArn });
    await region.iam.send(attach);
    await region.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    const { AttachedPolicies } = await region.iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    expect(AttachedPolicies).toEqual([{ PolicyName: 'AWSLambdaBasicExecutionRole', PolicyArn }]);
    const remove = () => region.iam.send(new DeleteRoleCommand({ RoleName }));
    expect(await refusalOf(remove())).toEqual({
      status: 409,
      name: 'DeleteConflictException',
      message: 'Cannot delete entity, must detach all policies first.',
    });
    await region.iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    const document = JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' },
    });
    await region.iam.send(
      new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument: document }),
    );
    expect((await region.iam.send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames).toEqual(['own']);
    const { PolicyDocument } = await region.iam.send(
      new GetRolePolicyCommand({ RoleName, PolicyName: 'own' }),
    );
    expect(decodeURIComponent(PolicyDocument ?? '')).toBe(document);
    expect((await refusalOf(remove())).message).toBe('Cannot delete entity, must delete policies first.');
    await region.iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'own' }));
    await remove();
    expect((await refusalOf(remove())).status).toBe(404);
  });

  it.each<[string, () => Promise<unknown>, number, string, string]>([
    [
      'an absent one',
      () => region.iam.send(new GetRoleCommand({ RoleName: 'absent' })),
      404,
      'NoSuchEntityException',
      'The role with name absent cannot be found.',
    ],
    [
      'an existing one',
      () => create('twice').then(() => create('twice')),
      409,
      'EntityAlreadyExistsException',
      'Role with name twice already exists.',
    ],
    [
      'a trust policy that is no JSON',
      () => create('bad', '{'),
      400,
      'MalformedPolicyDocumentException',
      'This policy contains invalid Json',
    ],
    [
      'a trust policy with a resource',
      () =>
        create(
          'bad',
          JSON.stringify({
            Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole', Resource: '*' }],
          }),
        ),
      400,
      'MalformedPolicyDocumentException',
      'Has prohibited field Resource',
    ],
    [
      'a policy that does not exist',
      () =>
        region.iam.send(
          new AttachRolePolicyCommand({
            RoleName: 'twice',
            PolicyArn: 'arn:aws:iam::000000000000:policy/mine',
          }),
        ),
      404,
      'NoSuchEntityException',
      'Policy arn:aws:iam::000000000000:policy/mine does not exist or is not attachable.',
    ],
    [
      'a long name',
      () => create('n'.repeat(65)),
      400,
      'ValidationError',
      `1 validation error detected: Value '${'n'.repeat(65)}' at 'roleName' failed to satisfy constraint: Member must have length less than or equal to 64`,
    ],
  ])('is refused for %s', async (_, call, status, name, message) => {
    expect(await refusalOf(call())).toEqual({ status, name, message });
  });

  it('lists its policies in pages', async () => {
    await create('many');
    const names = ['AmazonS3FullAccess', 'AmazonSNSFullAccess', 'AmazonSQSFullAccess'];
    await region.attach('many', ...names);
    const page = (Marker?: string) =>
      region.iam.send(
        new ListAttachedRolePoliciesCommand({ RoleName: 'many', MaxItems: 2, ...(Marker && { Marker }) }),
      );
    const first = await page();
    expect(first.IsTruncated).toBe(true);
    const rest = await page(first.Marker);
    expect(rest).toMatchObject({ IsTruncated: false });
    const all = [...(first.AttachedPolicies ?? []), ...(rest.AttachedPolicies ?? [])];
    expect(all.map(({ PolicyName }) => PolicyName)).toEqual(names);
  });

  it('cannot be assumed by Lambda in its first moments', async () => {
    const { Role } = await create('fresh');
    const code = { PackageType: 'Image' as const, Code: { ImageUri: await region.push('app', 'v1') } };
    const deploy = () =>
      region.lambda.send(new CreateFunctionCommand({ FunctionName: 'fresh', Role: Role?.Arn, ...code }));
    region.advance(4999);
    expect(await refusalOf(deploy())).toEqual({
      status: 400,
      name: 'InvalidParameterValueException',
      message: 'The role defined for the function cannot be assumed by Lambda.',
    });
    region.advance(1);
    expect(await deploy()).toMatchObject({ State: 'Pending' });
  });
});
