import { PutLifecyclePolicyCommand } from '@aws-sdk/client-ecr';
import {
  CreateFunctionCommand,
  GetFunctionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseAliasName, parseFunctionName } from '../../src/domain/function-name.js';
import { readStatus, type StatusRequest } from '../../src/services/read-status.js';
import { deleteImage } from '../pipeline/delete-image.js';
import { buildImage } from '../region/ecr/push-image.js';
import { failureOf } from './failure-of.js';
import { type ReleaseWorld, startReleaseWorld } from './release-world.js';

let world: ReleaseWorld;
beforeEach(async () => {
  world = await startReleaseWorld();
});
afterEach(() => world.close());

const name = parseFunctionName('app');
const read = (changes: Partial<StatusRequest> = {}) => {
  const aliases = [parseAliasName('live'), parseAliasName('nobody')];
  return readStatus({ name, aliases, aliasesNamed: false, configured: true, ...changes }, world.deps);
};

describe('readStatus', () => {
  it('says what runs, changes nothing and looks only', async () => {
    const digest = await world.image();
    await world.release(digest);
    world.seen();
    expect(await read()).toMatchObject({
      name: 'app',
      packageType: 'Image',
      state: 'Active',
      lastUpdateStatus: 'Successful',
      problem: null,
      image: { digest, present: true, tag: null, tagDigest: null, drift: false },
      aliases: [{ name: 'live', version: '1', digest, weights: {}, state: 'Active', problem: null }],
      missingAliases: ['nobody'],
    });
    expect(world.seen('mutating')).toEqual([]);
  });

  it('sees that the tag of the deployed reference names something else now', async () => {
    const first = buildImage();
    const ImageUri = await world.region.push('app', 'v1', first);
    await world.release(first.digest);
    await world.region.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'app', ImageUri }));
    world.region.settle();
    expect((await read()).image).toMatchObject({ tag: 'v1', tagDigest: first.digest, drift: false });
    const second = buildImage();
    await world.region.push('app', 'v1', second);
    expect((await read()).image).toMatchObject({
      digest: first.digest,
      tagDigest: second.digest,
      drift: true,
    });
  });

  it('says that the image is gone, why that matters and what to do', async () => {
    const digest = await world.image();
    await world.release(digest);
    await deleteImage(world, digest);
    await world.region.lambda.send(new GetFunctionCommand({ FunctionName: 'app' }));
    const status = await read();
    expect(status).toMatchObject({
      state: 'Inactive',
      image: { present: false },
      problem: { reasonCode: 'ImageDeleted' },
    });
    expect(status.problem?.suggestions.length).toBeGreaterThan(0);
    expect(JSON.stringify(status)).not.toMatch(/\b(?:FUNCTION|IMAGE)\b/);
  });

  it('shows shared traffic', async () => {
    await world.release(await world.image());
    await world.release(await world.image());
    await world.region.lambda.send(
      new UpdateAliasCommand({
        FunctionName: 'app',
        Name: 'live',
        FunctionVersion: '1',
        RoutingConfig: { AdditionalVersionWeights: { '2': 0.25 } },
      }),
    );
    expect((await read()).aliases).toMatchObject([{ name: 'live', version: '1', weights: { '2': 0.25 } }]);
  });

  it('shows every alias, those that deploy points first, and how the versions behind them are', async () => {
    const first = await world.image();
    await world.release(first, { aliases: [parseAliasName('beta'), parseAliasName('live')] });
    await world.release(await world.image());
    await deleteImage(world, first);
    const { problem, aliases, missingAliases } = await read({ configured: false });
    expect(problem).toBeNull();
    expect(missingAliases).toEqual([]);
    expect(aliases).toMatchObject([
      { name: 'live', version: '2', state: 'Active', problem: null },
      { name: 'beta', version: '1', state: 'Inactive', problem: { reasonCode: 'ImageDeleted' } },
    ]);
    expect(aliases[1]?.problem?.suggestions[0]).toContain('lading rollback app --alias beta');
    const only = await read({ aliases: [parseAliasName('beta')], aliasesNamed: true });
    expect(only.aliases.map((alias) => alias.name)).toEqual(['beta']);
  });

  it('says what a rollback left', async () => {
    await world.release(await world.image());
    await world.release(await world.image());
    const Description = 'lading: before this, version 2';
    const live = { FunctionName: 'app', Name: 'live', FunctionVersion: '1', Description };
    await world.region.lambda.send(new UpdateAliasCommand(live));
    expect((await read()).aliases).toMatchObject([{ version: '1', rolledBackFrom: '2' }]);
  });

  it('names function and image in the remedy of a failure, and waits for none', async () => {
    await world.release(await world.image());
    const State = {
      State: 'Failed',
      StateReasonCode: 'ImageAccessDenied',
      StateReason: 'Lambda does not have permission to access the ECR image. Check the ECR permissions.',
    };
    world.fault({ operation: 'GetFunction', times: 9, answer: { Configuration: State } });
    const { problem, aliases } = await read();
    expect(problem).toMatchObject({ reasonCode: State.StateReasonCode, reason: State.StateReason });
    expect(aliases[0]?.problem?.suggestions).toEqual(expect.arrayContaining(problem?.suggestions ?? []));
    world.region.faults.clear();
    const Busy = { LastUpdateStatus: 'InProgress', LastUpdateStatusReasonCode: 'Creating' };
    world.fault({ operation: 'GetFunction', answer: { Configuration: Busy } });
    expect(await read()).toMatchObject({ lastUpdateStatus: 'InProgress', problem: null });
  });

  it('leaves open what the repository holds when it may not be asked', async () => {
    await world.release(await world.image());
    world.fault({
      service: 'registry',
      times: 9,
      error: { code: 'DENIED', message: 'not authorized', status: 403 },
    });
    expect((await read()).image).toMatchObject({ present: null, tagDigest: null, drift: false });
  });

  it('leaves it open too when there is no token', async () => {
    await world.release(await world.image());
    world.fault({
      operation: 'GetAuthorizationToken',
      times: 9,
      error: { code: 'AccessDeniedException', message: 'no', status: 400 },
    });
    expect((await read()).image).toMatchObject({ present: null });
  });

  it('shows a Zip function without an image', async () => {
    const Role = await world.region.role('zip');
    await world.region.lambda.send(
      new CreateFunctionCommand({
        FunctionName: 'app',
        Role,
        Runtime: 'nodejs22.x',
        Handler: 'a.b',
        Code: { ZipFile: Buffer.from('PK') },
      }),
    );
    expect(await read()).toMatchObject({ packageType: 'Zip', image: null });
  });

  it('tells the last release, versions without an image and whether Lambda may pull', async () => {
    const first = await world.image();
    await world.release(first);
    const second = await world.image();
    await world.release(second);
    expect(await read()).toMatchObject({
      lastRelease: { version: '2', digest: second },
      movedTags: [],
      lostVersions: [],
      lambdaAccess: 'missing',
    });
    await deleteImage(world, first);
    expect((await read()).lostVersions).toEqual([{ version: '1', digest: first, aliases: [] }]);
  });

  it('tells which of its images a lifecycle policy would take', async () => {
    const first = await world.image();
    await world.release(first);
    world.region.advance(1000);
    await world.release(await world.image());
    expect((await read()).expiringImages).toEqual([]);
    const selection = { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 };
    const rule = { rulePriority: 1, description: 'keep the newest', selection, action: { type: 'expire' } };
    await world.region.ecr.send(
      new PutLifecyclePolicyCommand({
        repositoryName: 'app',
        lifecyclePolicyText: JSON.stringify({ rules: [rule] }),
      }),
    );
    expect((await read()).expiringImages).toEqual([
      {
        digest: first,
        versions: ['1'],
        aliases: [],
        rule: { priority: 1, description: 'keep the newest', action: 'delete' },
        when: 'now',
      },
    ]);
  });

  it('leaves out what ECR may not be asked', async () => {
    await world.release(await world.image());
    world.fault({
      service: 'ecr',
      times: 99,
      error: { code: 'AccessDeniedException', message: 'no', status: 400 },
    });
    expect(await read()).toMatchObject({
      lostVersions: null,
      expiringImages: null,
      lambdaAccess: null,
      lastRelease: { version: '1' },
    });
  });

  it('knows no function that is not there', async () => {
    expect(await failureOf(read())).toMatchObject({ code: 'FUNCTION_NOT_FOUND', exitCode: 4 });
  });
});
