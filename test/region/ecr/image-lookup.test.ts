/** What Lambda learns about an image URI. */
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import {
  BatchDeleteImageCommand,
  CreateRepositoryCommand,
  SetRepositoryPolicyCommand,
} from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { digestOf } from '../../../src/domain/digest.js';
import { mediaTypes } from '../../../src/domain/image-manifest.js';
import { createImageLookup } from '../../../src/region/ecr/image-lookup.js';
import { type BuiltImage, buildImage, buildIndex, pushBlob, pushImage, pushManifest } from './push-image.js';
import { startEcr, type TestEcr } from './start-ecr.js';

const repositoryName = 'team/app';
let ecr: TestEcr;
let image: BuiltImage;
beforeEach(async () => {
  ecr = await startEcr();
  await ecr.client.send(new CreateRepositoryCommand({ repositoryName }));
  image = buildImage([gzipSync(Buffer.alloc(100_000)), gzipSync(randomBytes(1000))], 'arm64');
  await pushImage(ecr, repositoryName, 'v1', image);
});
afterEach(() => ecr.close());

const lookUp = (uri: string) => createImageLookup(ecr.dependencies)(uri);
const uri = (suffix: string) => `${ecr.host}/${repositoryName}${suffix}`;

it('finds an image by tag, by digest, and under the host name that ECR has in AWS', async () => {
  const aws = `000000000000.dkr.ecr.us-east-1.amazonaws.com/${repositoryName}:v1`;
  for (const reference of [uri(':v1'), uri(`@${image.digest}`), uri(`:other@${image.digest}`), aws]) {
    const answer = await lookUp(reference);
    expect(answer).toMatchObject({
      kind: 'found',
      digest: image.digest,
      mediaType: mediaTypes.dockerManifest,
      manifest: { kind: 'manifest', layers: [{}, {}] },
      config: { os: 'linux', architecture: 'arm64', command: ['/app'] },
      uncompressedBytes: 101_000,
    });
    expect(answer).not.toHaveProperty('repositoryPolicy');
  }
});

it('tells the repository policy', async () => {
  const policyText = JSON.stringify({ Statement: [{ Effect: 'Deny', Principal: '*', Action: 'ecr:*' }] });
  await ecr.client.send(new SetRepositoryPolicyCommand({ repositoryName, policyText }));
  const answer = await lookUp(uri(':v1'));
  expect(JSON.parse((answer.kind === 'found' && answer.repositoryPolicy) || '')).toEqual(
    JSON.parse(policyText),
  );
});

it('finds an index as what it is', async () => {
  const index = buildIndex([image]);
  await pushManifest(ecr, repositoryName, 'all', index.manifest, mediaTypes.ociIndex);
  const answer = await lookUp(uri(':all'));
  expect(answer).toMatchObject({ kind: 'found', digest: index.digest, manifest: { kind: 'index' } });
  expect(answer).not.toHaveProperty('config');
});

it.each([
  ['without tag and digest', (host: string) => `${host}/team/app`],
  ['on another host', () => '127.0.0.1:1/team/app:v1'],
  ['of another account', () => '111122223333.dkr.ecr.us-east-1.amazonaws.com/team/app:v1'],
  ['of another region', () => '000000000000.dkr.ecr.eu-west-1.amazonaws.com/team/app:v1'],
  ['on the FIPS host', () => '000000000000.dkr.ecr-fips.us-east-1.amazonaws.com/team/app:v1'],
  ['without a host', () => 'team/app:v1'],
  ['that is none', () => '::'],
])('calls a URI %s invalid', async (_what, of) => {
  expect(await lookUp(of(ecr.host))).toEqual({ kind: 'invalid-uri' });
});

it('tells a missing repository from a missing image, also after a deletion', async () => {
  expect(await lookUp(`${ecr.host}/gone:v1`)).toEqual({ kind: 'repository-missing' });
  expect(await lookUp(uri(':v2'))).toEqual({ kind: 'image-missing' });
  expect(await lookUp(uri(`@${digestOf('x')}`))).toEqual({ kind: 'image-missing' });
  await ecr.client.send(new BatchDeleteImageCommand({ repositoryName, imageIds: [{ imageTag: 'v1' }] }));
  expect(await lookUp(uri(`@${image.digest}`))).toEqual({ kind: 'image-missing' });
});

it('leaves out what it cannot know: the size of zstd layers, the config of what is no image', async () => {
  const [config, ...layers] = buildImage([randomBytes(100)]).blobs;
  if (!config) throw new Error('a config');
  for (const blob of [config, ...layers]) await pushBlob(ecr, repositoryName, blob);
  const describe = (mediaType: string, bytes: Buffer) => ({
    mediaType,
    size: bytes.length,
    digest: digestOf(bytes),
  });
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: describe('application/vnd.oci.empty.v1+json', config),
    layers: layers.map((layer) => describe('application/vnd.oci.image.layer.v1.tar+zstd', layer)),
  });
  expect((await pushManifest(ecr, repositoryName, 'odd', manifest, mediaTypes.ociManifest)).status).toBe(201);
  const answer = await lookUp(uri(':odd'));
  expect(answer.kind).toBe('found');
  expect(answer).not.toHaveProperty('config');
  expect(answer).not.toHaveProperty('uncompressedBytes');
});
