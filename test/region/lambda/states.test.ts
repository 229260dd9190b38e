/** States, conflicts, revisions and versions over time, and across a restart. */

import { rmSync } from 'node:fs';
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  TagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestRegion, type TestRegion } from '../test-region.js';
import { refusalOf } from './refusal.js';

const FunctionName = 'stateful';
const arn = `arn:aws:lambda:us-east-1:000000000000:function:${FunctionName}`;
let region: TestRegion;
let uri: string;

beforeEach(async () => {
  region = await startTestRegion({ keepFolder: true });
  uri = await region.push('app', 'v1');
  const Role = await region.role('worker');
  const Code = { ImageUri: uri };
  await region.lambda.send(new CreateFunctionCommand({ FunctionName, Role, PackageType: 'Image', Code }));
});
afterEach(async () => {
  await region.close();
  rmSync(region.dataFolder, { recursive: true, force: true });
});

const get = async (Qualifier?: string) =>
  (await region.lambda.send(new GetFunctionCommand({ FunctionName, Qualifier }))).Configuration;
const configure = (Description: string) =>
  region.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Description }));
const publish = (more: object = {}) =>
  region.lambda.send(new PublishVersionCommand({ FunctionName, ...more }));
const conflict = (text: string) => ({
  status: 409,
  name: 'ResourceConflictException',
  message: `The operation cannot be performed at this time. ${text}`,
});

describe('a function', () => {
  it('E2 takes no change while it is Pending', async () => {
    const pending = conflict('The function is currently in the following state: Pending');
    expect(await refusalOf(configure('x'))).toEqual(pending);
    expect(await refusalOf(publish())).toEqual(pending);
    region.settle();
    expect(await configure('x')).toMatchObject({ LastUpdateStatus: 'InProgress' });
  });

  it('E1 takes no change, no version, no tag and no end while it is being updated', async () => {
    region.settle();
    await configure('x');
    const busy = conflict(`An update is in progress for resource: ${arn}`);
    const code = new UpdateFunctionCodeCommand({ FunctionName, ImageUri: uri });
    expect(await refusalOf(region.lambda.send(code))).toEqual(busy);
    expect(await refusalOf(publish())).toEqual(busy);
    expect(
      await refusalOf(region.lambda.send(new TagResourceCommand({ Resource: arn, Tags: { a: 'b' } }))),
    ).toEqual(busy);
    expect(await refusalOf(region.lambda.send(new DeleteFunctionCommand({ FunctionName })))).toEqual(busy);
    expect(await get()).toMatchObject({ State: 'Active', LastUpdateStatusReasonCode: 'Creating' });
    region.settle();
    await region.lambda.send(new DeleteFunctionCommand({ FunctionName }));
    expect((await refusalOf(get())).status).toBe(404);
  });

  it('D24 refuses a change that was decided on an older revision', async () => {
    region.settle();
    const RevisionId = (await get())?.RevisionId;
    const change = { FunctionName, Description: 'x', RevisionId };
    await region.lambda.send(new UpdateFunctionConfigurationCommand(change));
    region.settle();
    expect(await refusalOf(region.lambda.send(new UpdateFunctionConfigurationCommand(change)))).toMatchObject(
      {
        status: 412,
        name: 'PreconditionFailedException',
      },
    );
  });

  it('changes nothing on a dry run, and still refuses', async () => {
    region.settle();
    const before = await get();
    const other = await region.push('app', 'v2');
    await region.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ImageUri: other, DryRun: true }));
    expect(await get()).toEqual(before);
    const missing = new UpdateFunctionCodeCommand({ FunctionName, ImageUri: `${uri}-x`, DryRun: true });
    expect((await refusalOf(region.lambda.send(missing))).message).toContain('does not exist');
  });

  it('publishes a version only when something changed, and gives $LATEST a new revision', async () => {
    region.settle();
    const before = (await get())?.RevisionId;
    const first = await publish({ Description: 'first' });
    expect(first).toMatchObject({ Version: '1', State: 'Active', Description: 'first' });
    const after = (await get())?.RevisionId;
    expect(after).not.toBe(before);
    expect(await publish()).toMatchObject({ Version: '1', RevisionId: first.RevisionId });
    expect((await get())?.RevisionId).toBe(after);
    await configure('changed');
    region.settle();
    expect(await publish()).toMatchObject({ Version: '2', Description: 'changed' });
    expect(await get('1')).toMatchObject({ Description: 'first' });
  });

  it('publishes together with new code: the version is Pending, then Active under the same revision', async () => {
    region.settle();
    const ImageUri = await region.push('app', 'v2');
    const version = await region.lambda.send(
      new UpdateFunctionCodeCommand({ FunctionName, ImageUri, Publish: true }),
    );
    expect(version).toMatchObject({ Version: '1', State: 'Pending', FunctionArn: `${arn}:1` });
    expect(version.LastUpdateStatus).toBeUndefined();
    expect(await get()).toMatchObject({ State: 'Active', LastUpdateStatus: 'InProgress' });
    region.settle();
    expect(await get('1')).toMatchObject({ State: 'Active', RevisionId: version.RevisionId });
  });

  it('keeps a version that an alias points to, and never uses a number twice', async () => {
    region.settle();
    await publish();
    await region.lambda.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }));
    const remove = () => region.lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier: '1' }));
    expect(await refusalOf(remove())).toMatchObject({ status: 409, name: 'ResourceConflictException' });
    await region.lambda.send(
      new CreateAliasCommand({ FunctionName, Name: 'other', FunctionVersion: '$LATEST' }),
    );
    await region.lambda.send(new DeleteAliasCommand({ FunctionName, Name: 'live' }));
    await remove();
    await configure('again');
    region.settle();
    expect(await publish()).toMatchObject({ Version: '2' });
    const { Versions } = await region.lambda.send(new ListVersionsByFunctionCommand({ FunctionName }));
    expect(Versions?.map(({ Version }) => Version)).toEqual(['$LATEST', '2']);
  });

  it('goes on where it was after a restart', async () => {
    region.settle();
    await configure('kept');
    const before = await get();
    expect(before?.LastUpdateStatus).toBe('InProgress');
    await region.close();
    const startAt = region.now();
    region = await startTestRegion({ dataFolder: region.dataFolder, keepFolder: true, startAt });
    expect(await get()).toMatchObject({ Description: 'kept', LastUpdateStatus: 'InProgress' });
    region.settle();
    expect(await get()).toMatchObject({ Description: 'kept', LastUpdateStatus: 'Successful' });
  });
});
