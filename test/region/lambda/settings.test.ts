/** Settings come back as they were given, and are replaced wholesale. */
import {
  CreateFunctionCommand,
  GetFunctionCommand,
  UpdateFunctionConfigurationCommand,
  type UpdateFunctionConfigurationCommandInput,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestRegion, type TestRegion } from '../test-region.js';

const FunctionName = 'set-up';
const settings = {
  Description: 'all of it',
  Timeout: 30,
  MemorySize: 1024,
  EphemeralStorage: { Size: 1024 },
  Environment: { Variables: { A1: 'one', B2: 'two' } },
  DeadLetterConfig: { TargetArn: 'arn:aws:sqs:us-east-1:000000000000:dead' },
  TracingConfig: { Mode: 'Active' as const },
  KMSKeyArn: 'arn:aws:kms:us-east-1:000000000000:key/0123',
  FileSystemConfigs: [
    {
      Arn: 'arn:aws:elasticfilesystem:us-east-1:000000000000:access-point/fsap-0123456789abcdef0',
      LocalMountPath: '/mnt/models',
    },
  ],
  LoggingConfig: { LogFormat: 'JSON' as const, LogGroup: '/own/group', SystemLogLevel: 'WARN' as const },
};
const ImageConfig = { EntryPoint: ['/bin/app'], Command: ['serve'], WorkingDirectory: '/srv' };
const VpcConfig = { SubnetIds: ['subnet-0123abcd', 'subnet-4567cdef'], SecurityGroupIds: ['sg-0123abcd'] };

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
  const Role = await region.role('worker');
  await region.attach('worker', 'service-role/AWSLambdaVPCAccessExecutionRole', 'AmazonSQSFullAccess');
  const Code = { ImageUri: await region.push('app', 'v1') };
  const all = { ...settings, ImageConfig, VpcConfig, Architectures: ['arm64' as const], Tags: { team: 'a' } };
  await region.lambda.send(
    new CreateFunctionCommand({ FunctionName, Role, PackageType: 'Image', Code, ...all }),
  );
  region.settle();
});
afterAll(() => region.close());

const get = async () => region.lambda.send(new GetFunctionCommand({ FunctionName }));
async function update(
  change: Partial<UpdateFunctionConfigurationCommandInput>,
): Promise<Record<string, unknown>> {
  await region.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, ...change }));
  region.settle();
  return (await get()).Configuration as Record<string, unknown>;
}

describe('the settings of an image function', () => {
  it('come back as they were given', async () => {
    const { Configuration, Tags } = await get();
    expect(Configuration).toMatchObject({
      ...settings,
      LoggingConfig: { ...settings.LoggingConfig, ApplicationLogLevel: 'INFO' },
      Architectures: ['arm64'],
      ImageConfigResponse: { ImageConfig },
      VpcConfig: {
        ...VpcConfig,
        VpcId: expect.stringMatching(/^vpc-[0-9a-f]{17}$/),
        Ipv6AllowedForDualStack: false,
      },
    });
    expect(Tags).toEqual({ team: 'a' });
  });

  it('stay when an update does not name them', async () => {
    const before = (await get()).Configuration as unknown as Record<string, unknown>;
    const { LastModified: _, RevisionId: __, ...kept } = before;
    expect(await update({ Description: 'all of it' })).toMatchObject(kept);
  });

  it('replace environment and image config, never merge them', async () => {
    const after = await update({
      Environment: { Variables: { C3: 'three' } },
      ImageConfig: { Command: ['other'] },
    });
    expect(after.Environment).toEqual({ Variables: { C3: 'three' } });
    expect(after.ImageConfigResponse).toEqual({ ImageConfig: { Command: ['other'] } });
  });

  it('are taken away by their empty values', async () => {
    const after = await update({
      ImageConfig: {},
      KMSKeyArn: '',
      DeadLetterConfig: { TargetArn: '' },
      FileSystemConfigs: [],
      VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
      LoggingConfig: { LogFormat: 'Text' },
    });
    for (const key of ['ImageConfigResponse', 'KMSKeyArn', 'DeadLetterConfig', 'FileSystemConfigs']) {
      expect(after[key]).toBeUndefined();
    }
    expect(after.VpcConfig).toMatchObject({ SubnetIds: [], SecurityGroupIds: [], VpcId: '' });
    expect(after.LoggingConfig).toEqual({ LogFormat: 'Text', LogGroup: '/own/group' });
  });
});
