/** Repositories, roles and identity against moto, whose answers we did not write. */
import { afterAll, beforeAll, expect } from 'vitest';
import type { AwsAdapters } from '../../../src/adapters/aws/aws-adapters.js';
import { parseRepositoryName } from '../../../src/domain/image-reference.js';
import { redact } from '../../../src/errors/redact.js';
import { type Moto, startMoto } from '../../servers/moto.js';
import { needing } from '../../servers/needing.js';
import { adaptersAt } from './adapters-at.js';

const { describe, it } = needing('moto_server');

let moto: Moto;
let aws: AwsAdapters;
beforeAll(async () => {
  moto = await startMoto();
  aws = adaptersAt(moto.url);
});
afterAll(async () => {
  aws.close();
  await moto.close();
});

it('tells who is calling, and asks once', async () => {
  const first = await aws.identity.caller();
  expect(first).toMatchObject({ account: '123456789012', partition: 'aws', region: 'us-east-1' });
  expect(await aws.identity.caller()).toBe(first);
});

describe('repositories', () => {
  const name = parseRepositoryName('team/app');

  it('does not exist before it is created; creating is repeatable', async () => {
    const { repositories } = aws;
    expect(await repositories.describe(name)).toBeUndefined();
    expect(await repositories.readPolicy(name)).toBeUndefined();
    const created = await repositories.create(name, { tagMutability: 'IMMUTABLE', scanOnPush: true });
    expect(created).toEqual({
      name: 'team/app',
      uri: '123456789012.dkr.ecr.us-east-1.amazonaws.com/team/app',
      arn: 'arn:aws:ecr:us-east-1:123456789012:repository/team/app',
      registryId: '123456789012',
      tagMutability: 'IMMUTABLE',
      tagMutabilityExclusions: [],
      scanOnPush: true,
    });
    expect(await repositories.create(name, {})).toEqual(created);
    expect(await repositories.describe(name)).toEqual(created);
  });

  it('changes only the settings given', async () => {
    await aws.repositories.applySettings(name, { scanOnPush: false });
    expect(await aws.repositories.describe(name)).toMatchObject({
      tagMutability: 'IMMUTABLE',
      scanOnPush: false,
    });
    await aws.repositories.applySettings(name, {
      tagMutability: 'IMMUTABLE_WITH_EXCLUSION',
      tagMutabilityExclusions: ['latest'],
    });
    expect(await aws.repositories.describe(name)).toMatchObject({
      tagMutability: 'IMMUTABLE_WITH_EXCLUSION',
      tagMutabilityExclusions: ['latest'],
      scanOnPush: false,
    });
  });

  it('writes and reads its policy', async () => {
    const policy = {
      Version: '2012-10-17',
      Statement: [{ Sid: 'x', Effect: 'Allow', Principal: '*', Action: ['ecr:BatchGetImage'] }],
    };
    expect(await aws.repositories.readPolicy(name)).toBeUndefined();
    await aws.repositories.writePolicy(name, JSON.stringify(policy));
    expect(JSON.parse((await aws.repositories.readPolicy(name)) ?? '')).toEqual(policy);
  });

  it('reports a repository that is not there', async () => {
    await expect(
      aws.repositories.applySettings(parseRepositoryName('none'), { scanOnPush: true }),
    ).rejects.toMatchObject({
      code: 'REPOSITORY_NOT_FOUND',
      details: { diagnosis: 'F1' },
    });
  });

  it('gets a token, although moto says it expired in 2015, and never shows it again', async () => {
    const { credentials, proxyEndpoint } = await aws.repositories.authorize();
    expect(credentials.username).toBe('AWS');
    expect(proxyEndpoint).toMatch(/^https:\/\//);
    expect(redact(`token ${credentials.password}`)).toBe('token [redacted]');
    const header = Buffer.from(`AWS:${credentials.password}`).toString('base64');
    expect(redact(`sent ${header}`)).not.toContain(header);
  });
});

describe('roles', () => {
  it('makes a role that Lambda can assume, once', async () => {
    expect(await aws.roles.get('app-role')).toBeUndefined();
    const made = await aws.roles.ensureBasicExecutionRole('app-role');
    expect(made).toMatchObject({
      name: 'app-role',
      arn: 'arn:aws:iam::123456789012:role/app-role',
      trustsLambda: true,
    });
    expect(Math.abs(made.createdAt.getTime() - Date.now())).toBeLessThan(60_000);
    expect(await aws.roles.ensureBasicExecutionRole('app-role')).toEqual(made);
    expect(await aws.roles.get('app-role')).toEqual(made);
  });
});
