/** What goes over the wire for each setting, and what comes back for each answer. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AwsAdapters } from '../../../src/adapters/aws/aws-adapters.js';
import { digestOf } from '../../../src/domain/digest.js';
import type {
  AliasName,
  FunctionConfiguration,
  FunctionName,
  VersionNumber,
} from '../../../src/domain/function-spec.js';
import { imageUri, parseRepositoryUri } from '../../../src/domain/image-reference.js';
import { jsonAnswer, type ScriptedServer, startScriptedServer } from '../../servers/scripted-http.js';
import { adaptersAt } from './adapters-at.js';

const name = 'hello' as FunctionName;
const uri = imageUri(parseRepositoryUri('123456789012.dkr.ecr.us-east-1.amazonaws.com/hello'), digestOf('a'));
const role = 'arn:aws:iam::123456789012:role/r';

const every: FunctionConfiguration = {
  description: 'd',
  role,
  memorySize: 1024,
  timeout: 30,
  ephemeralStorage: 2048,
  imageConfig: { entryPoint: ['/run'], command: ['app.x'], workingDirectory: '/srv' },
  environment: { A: 'b' },
  vpc: { subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'], ipv6AllowedForDualStack: true },
  fileSystems: [{ arn: 'arn:aws:elasticfilesystem:x', localMountPath: '/mnt/x' }],
  deadLetter: 'arn:aws:sqs:x',
  tracing: 'Active',
  logging: { logFormat: 'JSON', applicationLogLevel: 'DEBUG', systemLogLevel: 'WARN', logGroup: '/x' },
  kmsKeyArn: 'arn:aws:kms:x',
};

const everyOnTheWire = {
  Description: 'd',
  Role: role,
  MemorySize: 1024,
  Timeout: 30,
  EphemeralStorage: { Size: 2048 },
  ImageConfig: { EntryPoint: ['/run'], Command: ['app.x'], WorkingDirectory: '/srv' },
  Environment: { Variables: { A: 'b' } },
  VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'], Ipv6AllowedForDualStack: true },
  FileSystemConfigs: [{ Arn: 'arn:aws:elasticfilesystem:x', LocalMountPath: '/mnt/x' }],
  DeadLetterConfig: { TargetArn: 'arn:aws:sqs:x' },
  TracingConfig: { Mode: 'Active' },
  LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'DEBUG', SystemLogLevel: 'WARN', LogGroup: '/x' },
  KMSKeyArn: 'arn:aws:kms:x',
};

let answer: unknown;
let server: ScriptedServer;
let aws: AwsAdapters;
beforeEach(async () => {
  answer = { FunctionName: name, PackageType: 'Image' };
  server = await startScriptedServer(() => jsonAnswer(answer));
  aws = adaptersAt(server.url);
});
afterEach(async () => {
  aws.close();
  await server.close();
});

const sent = () => JSON.parse(server.requests.at(-1)?.body.toString() ?? '') as unknown;

describe('requests', () => {
  it('creates with every setting, as an image', async () => {
    await aws.functions.create({
      name,
      imageUri: uri,
      architecture: 'arm64',
      configuration: every,
      tags: { a: 'b' },
      publish: true,
    });
    expect(sent()).toEqual({
      ...everyOnTheWire,
      FunctionName: name,
      PackageType: 'Image',
      Code: { ImageUri: uri },
      Architectures: ['arm64'],
      Publish: true,
      Tags: { a: 'b' },
    });
  });

  it('creates with nothing that was not asked for', async () => {
    await aws.functions.create({
      name,
      imageUri: uri,
      architecture: 'x86_64',
      configuration: { role },
      publish: false,
    });
    expect(sent()).toEqual({
      FunctionName: name,
      PackageType: 'Image',
      Code: { ImageUri: uri },
      Architectures: ['x86_64'],
      Role: role,
      Publish: false,
    });
  });

  it('updates every setting, guarded by the revision', async () => {
    await aws.functions.updateConfiguration(name, every, 'revision-1');
    expect(sent()).toEqual({ ...everyOnTheWire, RevisionId: 'revision-1' });
  });

  it.each<[keyof FunctionConfiguration, Partial<FunctionConfiguration>, object]>([
    ['description', { description: '' }, { Description: '' }],
    ['imageConfig', { imageConfig: {} }, { ImageConfig: {} }],
    ['environment', { environment: {} }, { Environment: { Variables: {} } }],
    [
      'vpc',
      { vpc: { subnetIds: [], securityGroupIds: [] } },
      { VpcConfig: { SubnetIds: [], SecurityGroupIds: [] } },
    ],
    ['fileSystems', { fileSystems: [] }, { FileSystemConfigs: [] }],
    ['deadLetter', { deadLetter: '' }, { DeadLetterConfig: { TargetArn: '' } }],
    ['kmsKeyArn', { kmsKeyArn: '' }, { KMSKeyArn: '' }],
    ['logging', { logging: { logFormat: 'Text' } }, { LoggingConfig: { LogFormat: 'Text' } }],
  ])('clears or narrows %s and sends nothing else', async (_, change, wire) => {
    await aws.functions.updateConfiguration(name, change);
    expect(sent()).toEqual(wire);
  });

  it('updates the code by digest, for one architecture', async () => {
    await aws.functions.updateCode(name, { imageUri: uri, architecture: 'arm64', revisionId: 'r' });
    expect(sent()).toEqual({ ImageUri: uri, Architectures: ['arm64'], RevisionId: 'r' });
  });

  it('publishes only what was deployed', async () => {
    await aws.functions.publishVersion(name, { codeSha256: 'aa', description: 'd', revisionId: 'r' });
    expect(sent()).toEqual({ CodeSha256: 'aa', Description: 'd', RevisionId: 'r' });
  });

  it('clears old weights of an alias unless some are given', async () => {
    await aws.functions.updateAlias(name, 'live' as AliasName, { version: '2' as VersionNumber });
    expect(sent()).toEqual({ FunctionVersion: '2', RoutingConfig: { AdditionalVersionWeights: {} } });
    await aws.functions.updateAlias(name, 'live' as AliasName, {
      version: '2' as VersionNumber,
      weights: { 1: 0.5 },
      revisionId: 'r',
    });
    expect(sent()).toEqual({
      FunctionVersion: '2',
      RoutingConfig: { AdditionalVersionWeights: { 1: 0.5 } },
      RevisionId: 'r',
    });
  });

  it('asks for a qualifier', async () => {
    answer = { Configuration: { FunctionName: name } };
    await aws.functions.get(name, '7');
    expect(server.requests[0]?.url).toBe('/2015-03-31/functions/hello?Qualifier=7');
  });
});

describe('answers', () => {
  it('reads back every setting as it was written', async () => {
    const { ImageConfig, Role, ...rest } = everyOnTheWire;
    answer = { Configuration: { ...rest, Role, ImageConfigResponse: { ImageConfig } } };
    expect((await aws.functions.get(name))?.configuration).toEqual(every);
  });

  it('fills in what Lambda leaves out', async () => {
    answer = { Configuration: { FunctionName: name, PackageType: 'Image', Role: role } };
    expect(await aws.functions.get(name)).toEqual({
      name,
      arn: '',
      version: '$LATEST',
      packageType: 'Image',
      architecture: 'x86_64',
      codeSha256: '',
      revisionId: '',
      lastModified: '',
      state: 'Active',
      configuration: {
        description: '',
        role,
        memorySize: 128,
        timeout: 3,
        ephemeralStorage: 512,
        imageConfig: {},
        environment: {},
        vpc: { subnetIds: [], securityGroupIds: [] },
        fileSystems: [],
        deadLetter: '',
        tracing: 'PassThrough',
        logging: { logFormat: 'Text', logGroup: '/aws/lambda/hello' },
        kmsKeyArn: '',
      },
    });
  });

  it('keeps states and codes that no model knows', async () => {
    answer = {
      Configuration: {
        State: 'SomethingNew',
        LastUpdateStatus: 'InProgress',
        LastUpdateStatusReasonCode: 'Creating',
      },
    };
    expect(await aws.functions.get(name)).toMatchObject({
      state: 'SomethingNew',
      lastUpdateStatus: 'InProgress',
      lastUpdateStatusReasonCode: 'Creating',
    });
  });

  it('says when Lambda could not show the variables', async () => {
    answer = {
      Configuration: {
        Environment: {
          Error: { ErrorCode: 'AccessDeniedException', Message: 'Lambda was unable to decrypt' },
        },
      },
    };
    expect(await aws.functions.get(name)).toMatchObject({
      environmentError: 'AccessDeniedException: Lambda was unable to decrypt',
      configuration: { environment: {} },
    });
  });

  it('takes the digest of an image function only', async () => {
    const codeSha256 = 'c'.repeat(64);
    answer = { Configuration: { PackageType: 'Image', CodeSha256: codeSha256 } };
    const image = await aws.functions.get(name);
    expect(image && aws.functions.digestOf(image)).toBe(`sha256:${codeSha256}`);
    answer = { Configuration: { PackageType: 'Zip', CodeSha256: 'Zm9v' } };
    const zip = await aws.functions.get(name);
    expect(zip && aws.functions.digestOf(zip)).toBeUndefined();
  });
});
