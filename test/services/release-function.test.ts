import {
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionCommand,
  ListVersionsByFunctionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestHex } from '../../src/domain/digest.js';
import { failureOf } from './failure-of.js';
import { type ReleaseWorld, startReleaseWorld } from './release-world.js';

let world: ReleaseWorld;
beforeEach(async () => {
  world = await startReleaseWorld();
});
afterEach(() => world.close());

const memory = (memorySize: number) => ({ configuration: { memorySize } });

/** Somebody else changes the configuration and waits for it. */
async function somebodyElse(change: { MemorySize?: number; Timeout?: number }): Promise<void> {
  await world.region.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'app', ...change }));
  world.region.settle();
}

describe('releaseFunction', () => {
  it('creates, waits, publishes and points the alias, in this order', async () => {
    const digest = await world.image();
    world.seen();
    const released = await world.release(digest, memory(256));
    expect(released).toMatchObject({
      action: 'created',
      version: '1',
      aliases: [{ name: 'live', version: '1' }],
      state: 'Active',
      lastUpdateStatus: 'Successful',
      codeSha256: digestHex(digest),
    });
    expect(world.seen('mutating')).toEqual(['CreateFunction', 'PublishVersion', 'CreateAlias']);
    expect(released.waited).toBeGreaterThanOrEqual(1_000);
    expect(world.told).toEqual(['creating', 'Pending', 'publishing']);
  });

  it('changes nothing the second time', async () => {
    const digest = await world.image();
    await world.release(digest);
    world.seen();
    const released = await world.release(digest);
    expect(released).toMatchObject({
      action: 'unchanged',
      version: '1',
      aliases: [{ name: 'live', version: '1' }],
    });
    expect(world.seen('mutating')).toEqual([]);
    expect(world.deps.effects.all()).toHaveLength(3);
  });

  it('updates code alone, publishes and moves the alias', async () => {
    await world.release(await world.image());
    const digest = await world.image();
    world.seen();
    const released = await world.release(digest);
    expect(released).toMatchObject({
      action: 'updated',
      version: '2',
      aliases: [{ name: 'live', version: '2' }],
    });
    expect(world.seen('mutating')).toEqual(['UpdateFunctionCode', 'PublishVersion', 'UpdateAlias']);
    const alias = await world.region.lambda.send(new GetAliasCommand({ FunctionName: 'app', Name: 'live' }));
    expect(alias.FunctionVersion).toBe('2');
  });

  // failures.md case 14: exactly one change under way at any time, so the region never answers 409.
  it.each([
    ['settings that only grow go first', 128, 512, ['UpdateFunctionConfiguration', 'UpdateFunctionCode']],
    ['settings that shrink go last', 512, 128, ['UpdateFunctionCode', 'UpdateFunctionConfiguration']],
  ])('updates one thing at a time: %s', async (_what, before, after, order) => {
    await world.release(await world.image(), memory(before));
    const digest = await world.image();
    world.seen();
    await world.release(digest, memory(after));
    expect(world.seen('mutating')).toEqual([...order, 'PublishVersion', 'UpdateAlias']);
    expect(world.region.requests().filter(({ status }) => status === 409)).toEqual([]);
  });

  it('points the alias only once the version itself is Active', async () => {
    await world.release(await world.image());
    const digest = await world.image();
    const Pending = { State: 'Pending', StateReasonCode: 'Creating' };
    world.fault({ operation: 'PublishVersion', answer: Pending });
    world.fault({
      operation: 'GetFunction',
      url: 'Qualifier=2',
      times: 3,
      answer: { Configuration: Pending },
    });
    world.seen();
    await world.release(digest);
    const seen = world.seen();
    const looks = seen.slice(seen.indexOf('PublishVersion') + 1, seen.indexOf('UpdateAlias'));
    expect(looks).toEqual(['GetFunction', 'GetFunction', 'GetFunction', 'GetFunction']);
  });

  it('publishes nothing and leaves the alias with publish: false', async () => {
    await world.release(await world.image());
    const digest = await world.image();
    world.seen();
    const released = await world.release(digest, { publish: false });
    expect(released).toMatchObject({ action: 'updated', version: null, aliases: [] });
    expect(world.seen('mutating')).toEqual(['UpdateFunctionCode']);
    expect((await world.release(digest, { publish: false })).action).toBe('unchanged');
  });

  it('points a forgotten alias without touching the code', async () => {
    const digest = await world.image();
    await world.release(digest, { aliases: [] });
    world.seen();
    const released = await world.release(digest);
    expect(released).toMatchObject({ action: 'updated', version: '1' });
    expect(world.seen('mutating')).toEqual(['PublishVersion', 'CreateAlias']);
  });

  it('says which version an alias names that it did not move', async () => {
    const [one, two] = [await world.image(), await world.image()];
    await world.release(one, { aliases: ['early' as never] });
    await world.release(two, { aliases: ['late' as never] });
    await world.release(one, { aliases: ['late' as never] });
    // `early` is on version 1, which is the same as $LATEST and version 3.
    const released = await world.release(one, { aliases: ['early' as never, 'fresh' as never] });
    expect(released.aliases).toEqual([
      { name: 'early', version: '1' },
      { name: 'fresh', version: '3' },
    ]);
  });
});

describe('releaseFunction after Ctrl-C', () => {
  it('changes nothing more, knows what it changed, and goes on from there the next time', async () => {
    await world.release(await world.image());
    const digest = await world.image();
    const stop = new AbortController();
    world.clock.onSleep = () => stop.abort();
    world.seen();
    const error = await failureOf(world.release(digest, memory(512), { signal: stop.signal }));
    expect(error.code).toBe('INTERRUPTED');
    expect(world.seen('mutating')).toEqual(['UpdateFunctionConfiguration']);
    expect(world.deps.effects.all().at(-1)).toBe('updated the configuration of app (memorySize)');
    world.clock.onSleep = () => undefined;
    expect(await world.release(digest, memory(512))).toMatchObject({ action: 'updated', version: '2' });
    expect(world.seen('mutating')).toEqual(['UpdateFunctionCode', 'PublishVersion', 'UpdateAlias']);
  });

  it('begins nothing when it came before', async () => {
    const digest = await world.image();
    world.seen();
    const error = await failureOf(world.release(digest, {}, { signal: AbortSignal.abort() }));
    expect(error.code).toBe('INTERRUPTED');
    expect(world.seen('mutating')).toEqual([]);
  });
});

describe('releaseFunction while somebody else deploys', () => {
  it('looks again once when the function changed in between, and keeps both changes', async () => {
    await world.release(await world.image(), memory(256));
    const digest = await world.image();
    const released = await world.release(digest, memory(512), {
      meanwhile: () => somebodyElse({ Timeout: 9 }),
    });
    expect(released).toMatchObject({ action: 'updated', codeSha256: digestHex(digest) });
    const { Configuration } = await world.region.lambda.send(new GetFunctionCommand({ FunctionName: 'app' }));
    expect(Configuration).toMatchObject({ Timeout: 9, MemorySize: 512 });
    expect(world.told).toContain('changed by somebody else; looking again');
  });

  it('stops when it happens twice, and leaves the code that runs', async () => {
    const old = await world.image();
    await world.release(old);
    world.fault({
      operation: 'UpdateFunctionCode',
      times: 2,
      error: {
        code: 'PreconditionFailedException',
        message: 'The Revision Id provided does not match the latest Revision Id.',
        status: 412,
      },
    });
    const error = await failureOf(world.release(await world.image()));
    expect(error.code).toBe('FUNCTION_CHANGED_MEANWHILE');
    const { Configuration } = await world.region.lambda.send(new GetFunctionCommand({ FunctionName: 'app' }));
    expect(Configuration?.CodeSha256).toBe(digestHex(old));
  });

  it('waits out an update of somebody else that is still in progress', async () => {
    await world.release(await world.image());
    const digest = await world.image();
    const start = new UpdateFunctionConfigurationCommand({ FunctionName: 'app', Timeout: 9 });
    world.seen();
    const released = await world.release(digest, {}, { meanwhile: () => world.region.lambda.send(start) });
    expect(released.codeSha256).toBe(digestHex(digest));
    expect(world.seen('mutating').slice(-3)).toEqual(['UpdateFunctionCode', 'PublishVersion', 'UpdateAlias']);
  });

  it('waits out any number of conflicts within the deadline', async () => {
    await world.release(await world.image());
    const digest = await world.image();
    const busy = {
      code: 'ResourceConflictException',
      message: 'The operation cannot be performed at this time. An update is in progress for resource: x',
      status: 409,
    };
    world.fault({ operation: 'UpdateFunctionCode', times: 4, error: busy });
    expect((await world.release(digest)).codeSha256).toBe(digestHex(digest));
    world.fault({ operation: 'UpdateFunctionCode', times: 1_000, error: busy });
    world.seen();
    const error = await failureOf(world.release(await world.image(), {}, { waitTimeout: 10_000 }));
    expect(error.code).toBe('FUNCTION_BUSY');
    expect(world.seen('mutating').filter((operation) => operation === 'UpdateFunctionCode')).toHaveLength(11);
  });

  it('waits instead of stopping when an earlier update of the same code is still in progress', async () => {
    await world.release(await world.image());
    const digest = await world.image();
    const ImageUri = `${world.region.settings.host}/app@${digest}`;
    await world.region.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'app', ImageUri }));
    const released = await world.release(digest);
    expect(released).toMatchObject({ action: 'updated', lastUpdateStatus: 'Successful', version: '2' });
    expect(world.region.requests().filter(({ status }) => status === 409)).toEqual([]);
  });

  it('takes a function that appeared in between, and says what came of it', async () => {
    const digest = await world.image();
    const released = await world.release(digest, memory(256), { meanwhile: () => world.release(digest) });
    expect(released).toMatchObject({
      action: 'updated',
      codeSha256: digestHex(digest),
      aliases: [{ name: 'live', version: '2' }],
    });
  });

  it('finishes what it began when only the answer was lost', async () => {
    await world.release(await world.image(), { aliases: [] });
    const digest = await world.image();
    world.fault({
      operation: 'PublishVersion',
      error: { code: 'PreconditionFailedException', message: 'x', status: 412 },
    });
    const released = await world.release(digest, { aliases: [] });
    expect(released).toMatchObject({ action: 'updated', version: '2' });
    const { Versions } = await world.region.lambda.send(
      new ListVersionsByFunctionCommand({ FunctionName: 'app' }),
    );
    expect(Versions?.map(({ Version }) => Version)).toEqual(['$LATEST', '1', '2']);
  });

  it('says so when the function was deleted in between', async () => {
    await world.release(await world.image());
    const digest = await world.image();
    const meanwhile = () => world.region.lambda.send(new DeleteFunctionCommand({ FunctionName: 'app' }));
    const error = await failureOf(world.release(digest, {}, { meanwhile }));
    expect(error.code).toBe('FUNCTION_NOT_FOUND');
  });
});
