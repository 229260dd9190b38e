/** Which images Lambda takes, which it refuses at once, and which end as Failed: the rows of failures.md 1A and B1. */
import { BatchDeleteImageCommand, SetRepositoryPolicyCommand } from '@aws-sdk/client-ecr';
import {
  CreateFunctionCommand,
  GetFunctionCommand,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestHex, digestOf } from '../../../src/domain/digest.js';
import { mediaTypes, parseManifest } from '../../../src/domain/image-manifest.js';
import { resolveImage } from '../../../src/region/lambda/image-code.js';
import { type BuiltImage, buildImage, buildIndex } from '../ecr/push-image.js';
import { startTestRegion, type TestRegion } from '../test-region.js';
import { refusalOf } from './refusal.js';

let region: TestRegion;
let role: string;
beforeAll(async () => {
  region = await startTestRegion();
  role = await region.role('worker');
});
afterAll(() => region.close());

const create = (FunctionName: string, ImageUri: string) =>
  region.lambda.send(
    new CreateFunctionCommand({ FunctionName, Role: role, PackageType: 'Image', Code: { ImageUri } }),
  );
const describeFunction = async (FunctionName: string, Qualifier?: string) =>
  (await region.lambda.send(new GetFunctionCommand({ FunctionName, Qualifier }))).Configuration;

/** The image with something in its manifest changed. */
function altered(image: BuiltImage, change: (manifest: Manifest) => void): BuiltImage {
  const manifest = JSON.parse(image.manifest) as Manifest;
  change(manifest);
  const text = JSON.stringify(manifest);
  return { ...image, manifest: text, digest: digestOf(text) };
}
interface Manifest {
  config: { mediaType: string };
  layers: { mediaType: string; digest: string }[];
}

describe('an image function', () => {
  it('runs the digest that the tag named when it was deployed', async () => {
    const image = buildImage();
    const uri = await region.push('pinned', 'v1', image);
    await create('pinned', uri);
    region.settle();
    await region.push('pinned', 'v1');
    const { Code, Configuration } = await region.lambda.send(
      new GetFunctionCommand({ FunctionName: 'pinned' }),
    );
    expect(Code).toEqual({
      RepositoryType: 'ECR',
      ImageUri: uri,
      ResolvedImageUri: `${region.settings.host}/pinned@${image.digest}`,
    });
    expect(Configuration).toMatchObject({
      CodeSha256: digestHex(image.digest),
      CodeSize: 0,
      State: 'Active',
    });
  });

  it('takes an image of another architecture: that fails at the first invocation only', async () => {
    const uri = await region.push('arm', 'v1', buildImage(undefined, 'arm64'));
    expect(await create('arm', uri)).toMatchObject({ State: 'Pending', Architectures: ['x86_64'] });
  });

  it('A1 refuses an index, a foreign config and a layer that is no tar', async () => {
    const image = buildImage();
    await region.push('kinds', 'image', image);
    const index = await region.push('kinds', 'index', { ...buildIndex([image]), blobs: [] });
    const artifact = altered(buildImage(), ({ config }) => {
      config.mediaType = 'application/vnd.cncf.helm.config.v1+json';
    });
    const zstd = altered(buildImage(), ({ layers }) => {
      for (const layer of layers) layer.mediaType = 'application/vnd.oci.image.layer.v1.tar+zstd';
    });
    const uris = [
      index,
      await region.push('kinds', 'artifact', artifact),
      await region.push('kinds', 'zstd', zstd),
    ];
    for (const uri of uris) {
      expect(await refusalOf(create('kinds', uri))).toEqual({
        status: 400,
        name: 'InvalidParameterValueException',
        message: `The image manifest, config or layer media type for the source image ${uri} is not supported.`,
      });
    }
  });

  it('A3 accepts an attestation and ends as Failed', async () => {
    const attestation = altered(buildImage(), ({ layers }) => {
      for (const layer of layers) layer.mediaType = 'application/vnd.in-toto+json';
    });
    await create('attested', await region.push('attested', 'v1', attestation));
    region.settle();
    const { layers } = JSON.parse(attestation.manifest) as Manifest;
    const reason = `ImageLayerFailure: UnsupportedImageLayerDetected - Layer Digest ${layers[0]?.digest}`;
    expect(await describeFunction('attested')).toMatchObject({
      State: 'Failed',
      StateReasonCode: 'InvalidImage',
      StateReason: reason,
      LastUpdateStatus: 'Failed',
    });
    const good = await region.push('attested', 'v2');
    await region.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'attested', ImageUri: good }));
    region.settle();
    expect(await describeFunction('attested')).toMatchObject({
      State: 'Active',
      LastUpdateStatus: 'Successful',
    });
  });

  it('stays Active when an update ends as Failed, and stays failed until it gets other code', async () => {
    await create('updated', await region.push('updated', 'v1'));
    region.settle();
    const attestation = altered(buildImage(), ({ layers }) => {
      for (const layer of layers) layer.mediaType = 'application/vnd.in-toto+json';
    });
    const ImageUri = await region.push('updated', 'v2', attestation);
    await region.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'updated', ImageUri }));
    region.settle();
    const failed = {
      State: 'Active',
      LastUpdateStatus: 'Failed',
      LastUpdateStatusReasonCode: 'InvalidImage',
    };
    expect(await describeFunction('updated')).toMatchObject(failed);
    const other = { FunctionName: 'updated', Timeout: 9 };
    await region.lambda.send(new UpdateFunctionConfigurationCommand(other));
    region.settle();
    expect(await describeFunction('updated')).toMatchObject({ ...failed, Timeout: 9 });
    const version = await region.lambda.send(new PublishVersionCommand({ FunctionName: 'updated' }));
    expect(version).toMatchObject({ Version: '1', State: 'Failed', StateReasonCode: 'InvalidImage' });
  });

  it('A6 accepts more than 10 GiB and ends as Failed', async () => {
    const { manifest, digest } = buildImage();
    const found = {
      kind: 'found' as const,
      digest,
      mediaType: mediaTypes.dockerManifest,
      manifest: parseManifest(Buffer.from(manifest)),
    };
    const resolve = (uncompressedBytes: number) =>
      resolveImage('host/app:v1', async () => ({ ...found, uncompressedBytes }));
    expect((await resolve(10 * 1024 ** 3)).failure).toBeUndefined();
    expect((await resolve(10 * 1024 ** 3 + 1)).failure).toEqual({
      code: 'InvalidImage',
      reason: 'SizeLimitExceeded: Uncompressed container image size exceeds 10 GiB limit',
    });
  });

  it('A9 refuses an image or repository that does not exist', async () => {
    await region.push('present', 'v1');
    const { host } = region.settings;
    for (const uri of [
      `${host}/present:v2`,
      `${host}/absent:v1`,
      `${host}/present@sha256:${'0'.repeat(64)}`,
    ]) {
      expect(await refusalOf(create('absent', uri))).toEqual({
        status: 400,
        name: 'InvalidParameterValueException',
        message: `Source image ${uri} does not exist. Provide a valid source image.`,
      });
    }
  });

  it('A10 refuses what is no image of this registry and region', async () => {
    const uris = [
      `${region.settings.host}/present`,
      'public.ecr.aws/lambda/python:3.12',
      'alpine:3',
      '000000000000.dkr.ecr.eu-west-1.amazonaws.com/present:v1',
    ];
    for (const uri of uris) {
      expect((await refusalOf(create('foreign', uri))).message).toBe(
        `Source image ${uri} is not valid. Provide a valid source image.`,
      );
    }
  });

  it('B1 refuses an image whose repository denies Lambda', async () => {
    const uri = await region.push('denied', 'v1');
    const statement = { Sid: 'no', Effect: 'Deny', Principal: '*', Action: ['ecr:BatchGetImage'] };
    const deny = (more: object = {}) =>
      region.ecr.send(
        new SetRepositoryPolicyCommand({
          repositoryName: 'denied',
          policyText: JSON.stringify({ Version: '2012-10-17', Statement: [{ ...statement, ...more }] }),
        }),
      );
    await deny();
    expect(await refusalOf(create('denied', uri))).toEqual({
      status: 403,
      name: 'AccessDeniedException',
      message: 'Lambda does not have permission to access the ECR image. Check the ECR permissions.',
    });
    await deny({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
    expect(await create('denied', uri)).toMatchObject({ State: 'Pending' });
  });

  it('A16 turns Inactive when its image is deleted, until it gets new code', async () => {
    const image = buildImage();
    const uri = await region.push('deleted', 'v1', image);
    await create('deleted', uri);
    region.settle();
    await region.lambda.send(new PublishVersionCommand({ FunctionName: 'deleted' }));
    const imageIds = [{ imageDigest: image.digest }];
    await region.ecr.send(new BatchDeleteImageCommand({ repositoryName: 'deleted', imageIds }));
    const inactive = {
      State: 'Inactive',
      StateReasonCode: 'ImageDeleted',
      StateReason: 'The function is trying to use a deleted image.',
      LastUpdateStatus: 'Successful',
    };
    expect(await describeFunction('deleted')).toMatchObject(inactive);
    await region.push('deleted', 'v1', image);
    expect(await describeFunction('deleted')).toMatchObject(inactive);
    await region.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'deleted', ImageUri: uri }));
    region.settle();
    expect(await describeFunction('deleted')).toMatchObject({ State: 'Active' });
    expect(await describeFunction('deleted', '1')).toMatchObject({ State: 'Active' });
  });
});
