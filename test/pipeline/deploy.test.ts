import {
  GetRepositoryPolicyCommand,
  PutImageTagMutabilityCommand,
  SetRepositoryPolicyCommand,
} from '@aws-sdk/client-ecr';
import { CreateFunctionCommand, GetFunctionCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestHex } from '../../src/domain/digest.js';
import { parseFunctionName } from '../../src/domain/function-name.js';
import { specWith } from '../domain/functions.js';
import { buildImage, buildIndex, pushManifest } from '../region/ecr/push-image.js';
import { failureOf } from '../services/failure-of.js';
import { bareImage } from './bare-image.js';
import { deleteImage } from './delete-image.js';
import { type DeployWorld, startDeployWorld } from './deploy-world.js';

let world: DeployWorld;
beforeEach(async () => {
  world = await startDeployWorld();
});
afterEach(() => world.close());

const reads = /^(Get|List|Describe|Batch)|^GET |^HEAD /;
const changing = () => world.seen('mutating').filter((operation) => !reads.test(operation));

describe('deploy of an image that is in the repository', () => {
  it('lets Lambda pull, creates, publishes and points the alias', async () => {
    const image = buildImage();
    const reference = await world.push('v1', image);
    world.seen();
    const result = await world.deploy(reference);
    expect(result).toMatchObject({
      changed: true,
      repository: { uri: reference.replace(':v1', ''), action: 'updated' },
      image: {
        tag: 'v1',
        digest: image.digest,
        uri: `${reference.replace(':v1', '')}@${image.digest}`,
        architecture: 'x86_64',
        layers: { total: 1, pushed: 0 },
      },
      functions: [
        {
          name: 'app',
          action: 'created',
          version: '1',
          alias: { name: 'live', version: '1' },
          state: 'Active',
          codeSha256: digestHex(image.digest),
        },
      ],
    });
    expect(changing()).toEqual(['SetRepositoryPolicy', 'CreateFunction', 'PublishVersion', 'CreateAlias']);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  it('does nothing the second time and says so', async () => {
    const reference = await world.push('v1');
    const first = await world.deploy(reference);
    world.seen();
    const second = await world.deploy(reference);
    expect(second).toMatchObject({
      changed: false,
      repository: { action: 'unchanged' },
      image: first.image,
      functions: [{ action: 'unchanged', version: '1' }],
    });
    expect(world.seen('mutating')).toEqual([]);
    expect(world.lines.join('\n')).toContain('Compare: nothing to do');
  });

  // failures.md case 8.
  it('follows a tag that names something else now, by digest', async () => {
    await world.deploy(await world.push('v1'));
    const image = buildImage();
    const result = await world.deploy(await world.push('v1', image));
    expect(result).toMatchObject({
      changed: true,
      functions: [{ action: 'updated', version: '2', codeSha256: digestHex(image.digest) }],
    });
    const { Code } = await world.region.lambda.send(new GetFunctionCommand({ FunctionName: 'app' }));
    expect(Code?.ImageUri).toBe(result.image.uri);
  });

  it('puts further tags on the same bytes, each once', async () => {
    const reference = await world.push('v1');
    world.seen();
    const result = await world.deploy(reference, { tags: ['stable', 'stable', 'v1'] });
    expect(changing().filter((operation) => operation.startsWith('PUT'))).toHaveLength(1);
    const again = await world.deploy(reference, { tags: ['stable'] });
    expect(again).toMatchObject({ changed: false, image: { digest: result.image.digest } });
  });

  // failures.md case 9.
  it('stops before any change when an extra tag is taken and may not move', async () => {
    const reference = await world.push('v1');
    await world.push('taken');
    await world.region.ecr.send(
      new PutImageTagMutabilityCommand({ repositoryName: 'app', imageTagMutability: 'IMMUTABLE' }),
    );
    world.seen();
    const error = await failureOf(world.deploy(reference, { tags: ['taken'] }));
    expect(error).toMatchObject({ code: 'TAG_IMMUTABLE', exitCode: 4 });
    expect(changing()).toEqual([]);
    expect((await world.deploy(reference, { tags: ['v1'] })).changed).toBe(true);
  });

  // failures.md case 1.
  it('deploys the child of an index and gives it a tag of its own', async () => {
    const child = buildImage();
    const reference = await world.push('child', child);
    const index = buildIndex([child]);
    const authorization = `Basic ${Buffer.from(await token()).toString('base64')}`;
    const ecr = { url: world.region.url, authorization: async () => authorization } as never;
    expect(
      (await pushManifest(ecr, 'app', 'v1', index.manifest, 'application/vnd.oci.image.index.v1+json'))
        .status,
    ).toBe(201);
    const result = await world.deploy(reference.replace(':child', ':v1'));
    expect(result.image).toMatchObject({
      digest: child.digest,
      tag: expect.stringMatching(/^image-[0-9a-f]{12}-x86_64$/),
    });
    expect((await world.deploy(reference.replace(':child', ':v1'))).changed).toBe(false);
  });

  async function token(): Promise<string> {
    const { credentials } = await world.deps.repositories.authorize();
    return `${credentials.username}:${credentials.password}`;
  }
});

describe('deploy stops before anything is changed', () => {
  afterEach(() => expect(changing()).toEqual([]));

  it('for an image that is not there', async () => {
    const reference = await world.push('v1');
    world.seen();
    const error = await failureOf(world.deploy(reference.replace(':v1', ':v2')));
    expect(error.code).toBe('IMAGE_NOT_FOUND');
  });

  it('for an image in another registry, although a repository of that name is here too', async () => {
    await world.push('v1');
    const other = await startDeployWorld();
    const reference = await other.push('v1');
    await other.close();
    world.seen();
    const error = await failureOf(world.deploy(reference));
    expect(error).toMatchObject({ code: 'REFERENCE_INVALID', exitCode: 2 });
    expect(error.message).toContain(`its own registry, ${world.region.settings.host}, alone`);
  });

  it('for an image of another architecture', async () => {
    const reference = await world.push('v1', buildImage(undefined, 'arm64'));
    world.seen();
    const error = await failureOf(world.deploy(reference));
    expect(error.code).toBe('ARCHITECTURE_MISMATCH');
    expect(error.message).toContain('Nothing was changed.');
  });

  // failures.md case 17.
  it('for a Zip function of that name', async () => {
    const reference = await world.push('v1');
    await world.region.lambda.send(
      new CreateFunctionCommand({
        FunctionName: 'app',
        Role: world.role,
        Runtime: 'nodejs22.x',
        Handler: 'a.b',
        Code: { ZipFile: Buffer.from('PK') },
      }),
    );
    world.seen();
    const error = await failureOf(world.deploy(reference));
    expect(error.code).toBe('PACKAGE_TYPE_ZIP');
  });

  it('for a new function without a role', async () => {
    const reference = await world.push('v1');
    world.seen();
    const error = await failureOf(world.deploy(reference, { desired: { functions: [specWith()] } }));
    expect(error).toMatchObject({ code: 'USAGE', exitCode: 2 });
  });

  it('for a repository whose policy denies Lambda', async () => {
    const reference = await world.push('v1');
    const deny = { Effect: 'Deny', Principal: '*', Action: 'ecr:BatchGetImage' };
    await world.region.ecr.send(
      new SetRepositoryPolicyCommand({
        repositoryName: 'app',
        policyText: JSON.stringify({ Version: '2012-10-17', Statement: [deny] }),
      }),
    );
    world.seen();
    const error = await failureOf(world.deploy(reference));
    expect(error.code).toBe('ACCESS_DENIED');
    expect(error.message).toContain('Deny');
  });

  it('when the account may not be looked at', async () => {
    const reference = await world.push('v1');
    world.fault({
      operation: 'GetFunction',
      times: 9,
      error: { code: 'AccessDeniedException', message: 'no', status: 403 },
    });
    world.seen();
    expect((await failureOf(world.deploy(reference))).code).toBe('ACCESS_DENIED');
  });

  it('for a plan', async () => {
    const reference = await world.push('v1');
    world.seen();
    const planned = await world.plan(reference, { tags: ['stable'] });
    expect(planned).toMatchObject({
      changes: true,
      image: { action: 'push' },
      functions: [{ action: 'create' }],
    });
    expect(JSON.stringify(planned)).not.toContain('"update":{');
  });

  it('when Ctrl-C came during a look that takes no notice', async () => {
    const reference = await world.push('v1');
    world.seen();
    const error = await failureOf(world.deploy(reference, { signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ code: 'INTERRUPTED', exitCode: 130 });
  });
});

describe('push', () => {
  // The command of an AWS base image is often given by each function, not by the image.
  const withCommand = (command: string[]) => ({
    desired: { functions: [specWith({ role: world.role, configuration: { imageConfig: { command } } })] },
  });

  it('takes what deploy takes, looks at no function and changes only the repository', async () => {
    const reference = await world.push('v1', bareImage());
    world.seen();
    const result = await world.pushAgain(reference, withCommand(['app.handler']));
    expect(result).toMatchObject({ changed: true, repository: { action: 'updated' } });
    const seen = world.seen();
    expect(seen.filter((operation) => operation.includes('Function'))).toEqual([]);
    expect(seen).toContain('SetRepositoryPolicy');
  });

  it('refuses what deploy refuses', async () => {
    const reference = await world.push('v1', bareImage());
    const error = await failureOf(world.pushAgain(reference, withCommand([])));
    expect(error.code).toBe('IMAGE_UNSUITABLE');
  });
});

describe('deploy of several functions', () => {
  const two = () =>
    ['a', 'b'].map((name) => specWith({ key: name, name: parseFunctionName(name), role: world.role }));

  it('gives them one image', async () => {
    const result = await world.deploy(await world.push('v1'), { desired: { functions: two() } });
    expect(result.functions.map(({ name, action }) => [name, action])).toEqual([
      ['a', 'created'],
      ['b', 'created'],
    ]);
    expect(new Set(result.functions.map(({ codeSha256 }) => codeSha256)).size).toBe(1);
  });

  it('finishes the others when one fails, and says how each ended', async () => {
    world.fault({
      operation: 'CreateFunction',
      error: { code: 'InvalidParameterValueException', message: 'not like this', status: 400 },
    });
    const error = await failureOf(world.deploy(await world.push('v1'), { desired: { functions: two() } }));
    expect(error.exitCode).toBe(4);
    expect(error.message).toContain('1 of 2 functions failed');
    expect(error.message).toContain('not like this');
    const { Functions } = await world.region.lambda.send(new ListFunctionsCommand({}));
    const [created] = Functions ?? [];
    expect(Functions).toHaveLength(1);
    expect(error.message).toContain(`${created?.FunctionName} created`);
    expect(error.details.functions).toHaveLength(2);
  });
});

describe('deploy again after a failure', () => {
  it('says what was done, and goes on from there', async () => {
    const reference = await world.push('v1');
    world.fault({
      operation: 'PublishVersion',
      error: {
        code: 'AccessDeniedException',
        message: 'not authorized to perform: lambda:PublishVersion',
        status: 403,
      },
    });
    expect((await failureOf(world.deploy(reference))).code).toBe('ACCESS_DENIED');
    expect(world.deps.effects.all()).toEqual([
      'let Lambda pull from repository app',
      expect.stringContaining('created function app'),
    ]);
    world.seen();
    const result = await world.deploy(reference);
    expect(result.functions[0]).toMatchObject({
      action: 'updated',
      version: '1',
      alias: { name: 'live', version: '1' },
    });
    expect(changing()).toEqual(['PublishVersion', 'CreateAlias']);
  });

  it('keeps statements that others wrote into the policy', async () => {
    const reference = await world.push('v1');
    const other = {
      Sid: 'Team',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111111111111:root' },
      Action: 'ecr:BatchGetImage',
    };
    await world.region.ecr.send(
      new SetRepositoryPolicyCommand({
        repositoryName: 'app',
        policyText: JSON.stringify({ Version: '2012-10-17', Statement: [other] }),
      }),
    );
    await world.deploy(reference);
    const { policyText } = await world.region.ecr.send(
      new GetRepositoryPolicyCommand({ repositoryName: 'app' }),
    );
    expect(JSON.parse(policyText ?? '').Statement).toEqual([
      other,
      expect.objectContaining({ Sid: 'LambdaECRImageRetrievalPolicy' }),
    ]);
  });

  // failures.md E11, A16: the way out of a deleted image is a deploy.
  it('repairs a function whose image was deleted', async () => {
    const image = buildImage();
    const reference = await world.push('v1', image);
    await world.deploy(reference);
    await deleteImage(world, image.digest);
    const { Configuration } = await world.region.lambda.send(new GetFunctionCommand({ FunctionName: 'app' }));
    expect(Configuration).toMatchObject({ State: 'Inactive', StateReasonCode: 'ImageDeleted' });
    await world.push('v1', image);
    world.seen();
    const result = await world.deploy(reference);
    expect(result.functions[0]).toMatchObject({ action: 'updated', state: 'Active' });
    expect(changing()[0]).toBe('UpdateFunctionCode');
  });
});
