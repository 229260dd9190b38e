/** What CreateFunction refuses, by its exact text: the rows of failures.md 1B and 1D. */
import { AttachRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  GetFunctionCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestRegion, type TestRegion } from '../test-region.js';
import { refusalOf } from './refusal.js';

let region: TestRegion;
let role: string;
let imageUri: string;
const FunctionName = 'existing';

beforeAll(async () => {
  region = await startTestRegion();
  role = await region.role('worker');
  await region.role('wrong', 'ec2.amazonaws.com');
  imageUri = await region.push('app', 'v1');
  await region.lambda.send(image({ FunctionName }));
  region.settle();
});
afterAll(() => region.close());

function image(more: Partial<CreateFunctionCommandInput> = {}): CreateFunctionCommand {
  const code = { Role: role, PackageType: 'Image' as const, Code: { ImageUri: imageUri } };
  return new CreateFunctionCommand({ FunctionName: 'new', ...code, ...more });
}

const roleOf = (name: string, account = '000000000000') => `arn:aws:iam::${account}:role/${name}`;
const big = 'x'.repeat(4100);
const layer = 'arn:aws:lambda:us-east-1:000000000000:layer:tools:1';

describe('CreateFunction refuses', () => {
  it.each<[string, Partial<CreateFunctionCommandInput>, number, string, string]>([
    [
      'D3 a handler',
      { Handler: 'a.b' },
      400,
      'InvalidParameterValueException',
      "Please don't provide Handler or Runtime or Layer when the intended function PackageType is Image.",
    ],
    [
      'D3 a runtime',
      { Runtime: 'nodejs22.x' },
      400,
      'InvalidParameterValueException',
      "Please don't provide Handler or Runtime or Layer when the intended function PackageType is Image.",
    ],
    [
      'D4 an empty handler',
      { Handler: '' },
      400,
      'ValidationException',
      "1 validation error detected: Value '' at 'handler' failed to satisfy constraint: Member must satisfy regular expression pattern: [^\\s]+",
    ],
    [
      'D5 layers',
      { Layers: [layer] },
      400,
      'InvalidParameterValueException',
      'Lambda layers are not supported for functions created with container images.',
    ],
    [
      'D6 an image without the package type',
      { PackageType: undefined },
      400,
      'InvalidParameterValueException',
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    ],
    [
      'D7 no code',
      { Code: {} },
      400,
      'InvalidParameterValueException',
      'Please provide a source for function code.',
    ],
    [
      'D8 an image config with Zip',
      { PackageType: 'Zip', ImageConfig: { Command: ['a'] } },
      400,
      'InvalidParameterValueException',
      "Please don't provide ImageConfig when the intended function PackageType is Zip.",
    ],
    [
      'D9 an unknown architecture',
      { Architectures: ['X86_64' as 'x86_64'] },
      400,
      'ValidationException',
      "1 validation error detected: Value '[X86_64]' at 'architectures' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]",
    ],
    [
      'D9 two architectures',
      { Architectures: ['x86_64', 'arm64'] },
      400,
      'ValidationException',
      "1 validation error detected: Value '[x86_64, arm64]' at 'architectures' failed to satisfy constraint: Member must have length less than or equal to 1",
    ],
    [
      'D11 an environment above 4 KB',
      { Environment: { Variables: { BIG: big } } },
      400,
      'InvalidParameterValueException',
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: {"BIG":"${big}"}`,
    ],
    [
      'D12 reserved variables',
      { Environment: { Variables: { AWS_REGION: 'x', OK: 'y' } } },
      400,
      'InvalidParameterValueException',
      'Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: AWS_REGION',
    ],
    [
      'D13 a long name',
      { FunctionName: 'n'.repeat(65) },
      400,
      'ValidationException',
      `1 validation error detected: Value '${'n'.repeat(65)}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64`,
    ],
    [
      'D15 SnapStart',
      { SnapStart: { ApplyOn: 'PublishedVersions' } },
      400,
      'InvalidParameterValueException',
      'SnapStart is not supported for functions created with container images.',
    ],
    [
      'D21 an existing name',
      { FunctionName },
      409,
      'ResourceConflictException',
      'Function already exist: existing',
    ],
    [
      'D30 memory',
      { MemorySize: 10_241 },
      400,
      'ValidationException',
      "1 validation error detected: Value '10241' at 'memorySize' failed to satisfy constraint: Member must have value less than or equal to 10240",
    ],
    [
      'D30 timeout',
      { Timeout: 901 },
      400,
      'ValidationException',
      "1 validation error detected: Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900",
    ],
    [
      'D30 storage',
      { EphemeralStorage: { Size: 511 } },
      400,
      'ValidationException',
      "1 validation error detected: Value '511' at 'ephemeralStorage.size' failed to satisfy constraint: Member must have value greater than or equal to 512",
    ],
    [
      'B4 a role that does not exist',
      { Role: roleOf('nobody') },
      400,
      'InvalidParameterValueException',
      'The role defined for the function cannot be assumed by Lambda.',
    ],
    [
      'B4 a role that trusts another service',
      { Role: roleOf('wrong') },
      400,
      'InvalidParameterValueException',
      'The role defined for the function cannot be assumed by Lambda.',
    ],
    [
      'B7 a role of another account',
      { Role: roleOf('worker', '111122223333') },
      403,
      'AccessDeniedException',
      'Cross-account pass role is not allowed.',
    ],
    [
      'B8 a role name',
      { Role: 'worker' },
      400,
      'ValidationException',
      "1 validation error detected: Value 'worker' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+",
    ],
    [
      'B11 code signing',
      {
        CodeSigningConfigArn:
          'arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-0123456789abcdef0',
      },
      400,
      'InvalidParameterValueException',
      'Code signing is not supported for functions created with container images.',
    ],
    [
      'B5 a VPC that the role cannot enter',
      { VpcConfig: { SubnetIds: ['subnet-0123abcd'], SecurityGroupIds: ['sg-0123abcd'] } },
      400,
      'InvalidParameterValueException',
      'The provided execution role does not have permissions to call CreateNetworkInterface on EC2',
    ],
  ])('%s', async (_, more, status, name, message) => {
    expect(await refusalOf(region.lambda.send(image(more)))).toEqual({ status, name, message });
    expect(
      (await refusalOf(region.lambda.send(new GetFunctionCommand({ FunctionName: 'new' })))).status,
    ).toBe(404);
  });

  it('subnets and security groups that do not exist (D16, D17)', async () => {
    await region.role('networked');
    const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole';
    await region.iam.send(new AttachRolePolicyCommand({ RoleName: 'networked', PolicyArn }));
    const create = (SubnetIds: string[], SecurityGroupIds: string[]) =>
      region.lambda.send(image({ Role: roleOf('networked'), VpcConfig: { SubnetIds, SecurityGroupIds } }));
    expect((await refusalOf(create(['subnet-x'], []))).message).toBe(
      "Error occurred while DescribeSubnets. EC2 Error Code: InvalidSubnetID.NotFound. EC2 Error Message: The subnet ID 'subnet-x' does not exist",
    );
    expect((await refusalOf(create(['subnet-0123abcd'], ['sg-x']))).message).toBe(
      "Error occurred while DescribeSecurityGroups. EC2 Error Code: InvalidGroup.NotFound. EC2 Error Message: The security group 'sg-x' does not exist",
    );
  });
});
