/** What hangs on a function, released into a real region: order, repetition, removal, conflicts. */
import {
  AddPermissionCommand,
  CreateFunctionUrlConfigCommand,
  GetPolicyCommand,
  TagResourceCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DesiredAttachments } from '../../src/domain/attachments/attachments.js';
import type { Digest } from '../../src/domain/digest.js';
import { parseAliasName } from '../../src/domain/function-name.js';
import { type ReleaseWorld, startReleaseWorld } from './release-world.js';

const attachTo = parseAliasName('live');
const s3 = { statementId: 's3', principal: 's3.amazonaws.com', action: 'lambda:InvokeFunction' };
const everything: DesiredAttachments = {
  tags: { team: 'shop' },
  reservedConcurrency: 5,
  permissions: [s3],
  functionUrl: { authType: 'NONE', cors: { allowOrigins: ['*'] } },
};

let world: ReleaseWorld;
let digest: Digest;
beforeEach(async () => {
  world = await startReleaseWorld();
  digest = await world.image();
});
afterEach(() => world.close());

const release = (attachments: DesiredAttachments) => world.release(digest, { attachments, attachTo });

async function statementIds(qualifier?: string): Promise<string[]> {
  const command = new GetPolicyCommand({ FunctionName: 'app', ...(qualifier && { Qualifier: qualifier }) });
  const { Policy } = await world.region.lambda.send(command);
  const { Statement } = JSON.parse(Policy ?? '{}') as { Statement: { Sid: string }[] };
  return Statement.map(({ Sid }) => Sid);
}

describe('a new function', () => {
  it('gets everything after its alias points to it, the tags with its creation', async () => {
    world.seen();
    const released = await release(everything);
    expect(world.seen('mutating')).toEqual([
      'CreateFunction',
      'PublishVersion',
      'CreateAlias',
      'PutFunctionConcurrency',
      'AddPermission',
      'CreateFunctionUrlConfig',
      'AddPermission',
      'AddPermission',
    ]);
    expect(released).toMatchObject({ action: 'created', functionUrl: expect.stringMatching(/^https?:\/\//) });
    const latest = await world.deps.functions.get(released.name as never);
    expect(latest).toMatchObject({ tags: { team: 'shop' }, reservedConcurrency: 5 });
    expect(await statementIds('live')).toEqual([
      expect.stringMatching(/^lading-s3-[0-9a-f]{8}$/),
      'lading-function-url',
      'lading-function-url-invoke',
    ]);
    await expect(statementIds()).rejects.toThrow('does not exist');
    expect(world.deps.effects.all().slice(3)).toEqual([
      'reserved a concurrency of 5 for app',
      expect.stringMatching(/^added permission lading-s3-[0-9a-f]{8} to app:live$/),
      `created ${released.functionUrl} for app:live`,
      'added permission lading-function-url to app:live',
      'added permission lading-function-url-invoke to app:live',
    ]);
  });
});

describe('an existing function', () => {
  beforeEach(async () => {
    await release(everything);
    world.seen();
  });

  it('is left alone the second time, and tells its URL', async () => {
    const released = await release(everything);
    expect(released).toMatchObject({ action: 'unchanged', functionUrl: expect.stringContaining('http') });
    expect(world.seen('mutating')).toEqual([]);
  });

  it('costs not one request more for what the file does not mention', async () => {
    await release({});
    // Those that are sent at the same time arrive in any order.
    const bare = world.seen().sort();
    await release({ tags: { team: 'shop' }, reservedConcurrency: 5 });
    expect(world.seen().sort()).toEqual(bare);
    expect(bare.filter((operation) => !/^Get(?:Function|Alias)$/.test(operation))).toEqual([]);
  });

  it('gets no new version for a changed attachment', async () => {
    const released = await release({ ...everything, tags: { team: null }, reservedConcurrency: 6 });
    expect(released).toMatchObject({ action: 'updated', version: '1' });
    expect(world.seen('mutating')).toEqual(['UntagResource', 'PutFunctionConcurrency']);
  });

  it('replaces a permission without a gap', async () => {
    const [old] = await statementIds('live');
    world.seen();
    await release({ permissions: [{ ...s3, sourceAccount: '123456789012' }] });
    expect(world.seen('mutating')).toEqual(['AddPermission', 'RemovePermission']);
    const ids = await statementIds('live');
    expect(ids).not.toContain(old);
    expect(ids.filter((id) => id.startsWith('lading-s3-'))).toHaveLength(1);
  });

  it('loses what the file takes away, and nothing of others', async () => {
    await world.region.lambda.send(
      new AddPermissionCommand({
        FunctionName: 'app',
        Qualifier: 'live',
        StatementId: 'theirs',
        Action: 'lambda:InvokeFunction',
        Principal: 'sns.amazonaws.com',
      }),
    );
    const { arn = '' } = (await world.deps.functions.get('app' as never)) ?? {};
    await world.region.lambda.send(new TagResourceCommand({ Resource: arn, Tags: { theirs: 'x' } }));
    const none: DesiredAttachments = {
      tags: { team: null },
      reservedConcurrency: false,
      permissions: [],
      functionUrl: false,
    };
    const released = await release(none);
    expect(released).toMatchObject({ action: 'updated', functionUrl: null });
    expect(await statementIds('live')).toEqual(['theirs']);
    const latest = await world.deps.functions.get('app' as never);
    expect(latest).toMatchObject({ tags: { theirs: 'x' } });
    expect(latest?.reservedConcurrency).toBeUndefined();
    world.seen();
    await release(none);
    expect(world.seen('mutating')).toEqual([]);
  });
});

describe('conflicts', () => {
  it('with an update in progress are waited out', async () => {
    await release({});
    world.seen();
    const error = {
      code: 'ResourceConflictException',
      message: 'The operation cannot be performed at this time. An update is in progress for resource: app',
      status: 409,
    };
    world.fault({ operation: 'PutFunctionConcurrency', times: 2, error });
    const released = await release({ reservedConcurrency: 5 });
    expect(released.action).toBe('updated');
    expect((await world.deps.functions.get('app' as never))?.reservedConcurrency).toBe(5);
  });

  it('with somebody who made the URL in between end in changing theirs', async () => {
    await release({});
    const attachments: DesiredAttachments = { functionUrl: { authType: 'AWS_IAM' } };
    const meanwhile = () =>
      world.region.lambda.send(
        new CreateFunctionUrlConfigCommand({ FunctionName: 'app', Qualifier: 'live', AuthType: 'NONE' }),
      );
    const released = await world.release(digest, { attachments, attachTo }, { meanwhile });
    expect(released.action).toBe('updated');
    expect(await world.deps.attachments.urls.get('app' as never, attachTo)).toMatchObject({
      authType: 'AWS_IAM',
    });
  });
});

it('hangs on the function itself where there is no alias', async () => {
  await world.release(digest, { attachments: { permissions: [s3] }, aliases: [], publish: false });
  expect(await statementIds()).toHaveLength(1);
});
