/** The function service against moto's Lambda, whose answers we did not write. */
import { afterAll, beforeAll, expect } from 'vitest';
import type { AwsAdapters } from '../../../src/adapters/aws/aws-adapters.js';
import { digestOf } from '../../../src/domain/digest.js';
import type { AliasName, FunctionName, VersionNumber } from '../../../src/domain/function-spec.js';
import {
  type ImageUri,
  imageUri,
  parseRepositoryName,
  parseRepositoryUri,
} from '../../../src/domain/image-reference.js';
import { type Moto, startMoto } from '../../servers/moto.js';
import { needing } from '../../servers/needing.js';
import { adaptersAt } from './adapters-at.js';

const { describe, it } = needing('moto_server');

const name = 'resize' as FunctionName;
const repository = parseRepositoryUri('123456789012.dkr.ecr.us-east-1.amazonaws.com/resize');
const uriOf = (content: string) => imageUri(repository, digestOf(content));

describe('with any image', () => {
  let moto: Moto;
  let aws: AwsAdapters;
  let role = '';
  beforeAll(async () => {
    moto = await startMoto();
    aws = adaptersAt(moto.url);
    role = (await aws.roles.ensureBasicExecutionRole('resize-role')).arn;
  });
  afterAll(async () => {
    aws.close();
    await moto.close();
  });

  it('has no function and no alias before there is one', async () => {
    expect(await aws.functions.get('nothing' as FunctionName)).toBeUndefined();
    expect(await aws.functions.getAlias('nothing' as FunctionName, 'live' as AliasName)).toBeUndefined();
  });

  it('creates, updates code and configuration, publishes, and points an alias', async () => {
    const { functions } = aws;
    const created = await functions.create({
      name,
      imageUri: uriOf('a'),
      architecture: 'arm64',
      configuration: {
        role,
        memorySize: 256,
        timeout: 20,
        description: 'first',
        environment: { A: 'b' },
        imageConfig: { command: ['app.x'] },
      },
      tags: { team: 'x' },
      publish: false,
    });
    expect(created).toMatchObject({
      name,
      version: '$LATEST',
      packageType: 'Image',
      architecture: 'arm64',
      imageUri: uriOf('a'),
    });
    expect(created.configuration).toMatchObject({
      role,
      memorySize: 256,
      timeout: 20,
      description: 'first',
      environment: { A: 'b' },
    });
    expect(created.configuration.imageConfig).toEqual({ command: ['app.x'] });

    const read = await functions.get(name);
    expect(read).toMatchObject({ state: 'Active', imageUri: uriOf('a'), tags: { team: 'x' } });
    expect(read && functions.digestOf(read)).toMatch(/^sha256:[0-9a-f]{64}$/);

    expect(await functions.updateCode(name, { imageUri: uriOf('b'), architecture: 'arm64' })).toMatchObject({
      imageUri: uriOf('b'),
    });
    const changed = await functions.updateConfiguration(name, { memorySize: 512 });
    expect(changed.configuration).toMatchObject({ memorySize: 512, timeout: 20, environment: { A: 'b' } });

    const version = await functions.publishVersion(name, { codeSha256: changed.codeSha256 });
    expect(version.version).toBe('1');
    const alias = 'live' as AliasName;
    expect(await functions.createAlias(name, alias, version.version as VersionNumber, 'd')).toMatchObject({
      name: 'live',
      version: '1',
      description: 'd',
    });
    expect(await functions.getAlias(name, alias)).toMatchObject({ version: '1', weights: {} });
    expect(await functions.updateAlias(name, alias, { version: '1' as VersionNumber })).toMatchObject({
      version: '1',
    });
    expect(await functions.get(name, 'live')).toMatchObject({ version: '1' });
  });

  it('reports a function and an alias that somebody else just made', async () => {
    const again = aws.functions.create({
      name,
      imageUri: uriOf('a'),
      architecture: 'x86_64',
      configuration: { role },
      publish: false,
    });
    await expect(again).rejects.toMatchObject({
      code: 'FUNCTION_CHANGED_MEANWHILE',
      details: { diagnosis: 'D21', status: 409 },
    });
    const alias = aws.functions.createAlias(name, 'live' as AliasName, '1' as VersionNumber);
    await expect(alias).rejects.toMatchObject({
      code: 'FUNCTION_CHANGED_MEANWHILE',
      details: { error: 'ConflictException' },
    });
  });

  it('reports a role that does not exist', async () => {
    const create = aws.functions.create({
      name: 'other' as FunctionName,
      imageUri: uriOf('a'),
      architecture: 'x86_64',
      configuration: { role: 'arn:aws:iam::123456789012:role/none' },
      publish: false,
    });
    await expect(create).rejects.toMatchObject({
      code: 'ROLE_UNUSABLE',
      details: { retry: 'transient-role' },
    });
  });
});

describe('with images looked up in ECR', () => {
  let moto: Moto;
  let aws: AwsAdapters;
  beforeAll(async () => {
    moto = await startMoto({ stubEcr: false });
    aws = adaptersAt(moto.url);
  });
  afterAll(async () => {
    aws.close();
    await moto.close();
  });

  it('reports an image that is not there', async () => {
    const { arn } = await aws.roles.ensureBasicExecutionRole('resize-role');
    await aws.repositories.create(parseRepositoryName('resize'), {});
    const create = aws.functions.create({
      name,
      imageUri: uriOf('a'),
      architecture: 'x86_64',
      configuration: { role: arn },
      publish: false,
    });
    await expect(create).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND', exitCode: 4 });
  });

  it('shows the start of the page that moto sends when it fails', async () => {
    const { arn } = await aws.roles.ensureBasicExecutionRole('resize-role');
    const create = aws.functions.create({
      name,
      imageUri: repository as string as ImageUri,
      architecture: 'x86_64',
      configuration: { role: arn },
      publish: false,
    });
    await expect(create).rejects.toMatchObject({
      code: 'REMOTE_UNAVAILABLE',
      message: expect.stringMatching(
        /what answered is not Lambda: HTTP 500 with text\/html.*: <!doctype html>/i,
      ),
      details: { status: 500, attempts: 5 },
    });
  });
});
