/** All AWS adapters and the registry client together, against our region: states, conflicts, guards. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AwsAdapters } from '../../../src/adapters/aws/aws-adapters.js';
import { createRegistryClient } from '../../../src/adapters/registry/registry-client.js';
import type { AliasName, FunctionName, VersionNumber } from '../../../src/domain/function-spec.js';
import { settlementOf } from '../../../src/domain/function-state.js';
import {
  type ImageUri,
  imageUri,
  parseRepositoryName,
  parseTag,
} from '../../../src/domain/image-reference.js';
import { withLambdaStatement } from '../../../src/domain/repository-policy.js';
import { type RunningRegion, startRegion } from '../../../src/region/server.js';
import { imageOf, randomBlob } from '../registry/test-image.js';
import { adaptersAt } from './adapters-at.js';

const name = 'hello' as FunctionName;
const repository = parseRepositoryName('team/hello');

let dataFolder = '';
let region: RunningRegion;
let aws: AwsAdapters;
/** The region's time, so that nothing here waits. */
let now = Date.now();

beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'lading-aws-region-'));
  region = await startRegion({
    dataFolder,
    port: 0,
    activationDelay: 1000,
    rolePropagation: 1000,
    clock: () => now,
  });
  aws = adaptersAt(region.url);
});
afterAll(async () => {
  aws.close();
  await region.close();
  await rm(dataFolder, { recursive: true, force: true });
});

async function push(tag: string): Promise<ImageUri> {
  const { uri } = await aws.repositories.create(repository, {});
  const { credentials } = await aws.repositories.authorize();
  const client = createRegistryClient();
  const { config, layer, manifest } = imageOf(randomBlob(1000), ['/run']);
  await Promise.all([config, layer].map((blob) => client.pushBlob(blob, { repository: uri, credentials })));
  await client.putManifest(uri, parseTag(tag), manifest, credentials);
  return imageUri(uri, manifest.digest);
}

it('takes a function from nothing to a second version behind an alias', async () => {
  const { functions, repositories, roles, identity } = aws;
  const [first, second] = [await push('v1'), await push('v2')];
  const caller = await identity.caller();
  await repositories.writePolicy(
    repository,
    withLambdaStatement(await repositories.readPolicy(repository), caller),
  );
  const role = await roles.ensureBasicExecutionRole('hello-role');
  expect(role.trustsLambda).toBe(true);
  const creation = {
    name,
    imageUri: first,
    architecture: 'x86_64',
    configuration: { role: role.arn, memorySize: 256 },
    publish: false,
  } as const;

  await expect(functions.create(creation)).rejects.toMatchObject({
    code: 'ROLE_UNUSABLE',
    details: { retry: 'transient-role' },
  });
  now += 1000;
  const created = await functions.create(creation);
  expect(settlementOf(created)).toEqual({ kind: 'busy', what: 'Pending' });
  await expect(functions.updateConfiguration(name, { timeout: 9 })).rejects.toMatchObject({
    code: 'FUNCTION_BUSY',
    details: { retry: 'conflict' },
  });
  now += 1000;
  const active = await functions.get(name);
  expect(active && settlementOf(active)).toEqual({ kind: 'settled' });
  expect(active && functions.digestOf(active)).toBe(first.split('@')[1]);
  expect(active).toMatchObject({ imageUri: first, resolvedImageUri: first });

  const updated = await functions.updateCode(name, {
    imageUri: second,
    architecture: 'x86_64',
    revisionId: active?.revisionId ?? '',
  });
  expect(settlementOf(updated).kind).toBe('busy');
  now += 1000;
  await expect(functions.updateConfiguration(name, { timeout: 9 }, active?.revisionId)).rejects.toMatchObject(
    { code: 'FUNCTION_CHANGED_MEANWHILE' },
  );
  const latest = await functions.get(name);
  await expect(
    functions.publishVersion(name, { codeSha256: active?.codeSha256 ?? '' }),
  ).rejects.toMatchObject({ code: 'FUNCTION_CHANGED_MEANWHILE' });
  const version = await functions.publishVersion(name, { codeSha256: latest?.codeSha256 ?? '' });
  expect(version.version).toBe('1');
  now += 1000;

  const alias = 'live' as AliasName;
  expect(await functions.getAlias(name, alias)).toBeUndefined();
  await functions.createAlias(name, alias, '1' as VersionNumber);
  await expect(functions.createAlias(name, alias, '1' as VersionNumber)).rejects.toMatchObject({
    code: 'FUNCTION_CHANGED_MEANWHILE',
  });
  expect(await functions.getAlias(name, alias)).toMatchObject({ version: '1', weights: {} });
  expect(await functions.get(name, 'live')).toMatchObject({
    version: '1',
    codeSha256: second.split(':').at(-1),
  });
});

it('is told which image is not there', async () => {
  const gone = imageUri(
    (await aws.repositories.create(repository, {})).uri,
    `sha256:${'0'.repeat(64)}` as never,
  );
  await expect(
    aws.functions.updateCode(name, { imageUri: gone, architecture: 'x86_64' }),
  ).rejects.toMatchObject({
    code: 'IMAGE_NOT_FOUND',
    details: { diagnosis: 'A9' },
  });
});

it('changes nothing when the role and its policy are there', async () => {
  const before = region.requests().length;
  await aws.roles.ensureBasicExecutionRole('hello-role');
  const made = region.requests().slice(before);
  expect(made.map(({ operation }) => operation)).toEqual(['GetRole', 'ListAttachedRolePolicies']);
  expect(made.some(({ mutating }) => mutating)).toBe(false);
});
