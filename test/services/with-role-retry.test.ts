import { GetFunctionCommand } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { ensureRoles } from '../../src/services/ensure-roles.js';
import { specWith } from '../domain/functions.js';
import type { TestRegionOptions } from '../region/test-region.js';
import { failureOf } from './failure-of.js';
import { type ReleaseWorld, startReleaseWorld } from './release-world.js';

const worlds: ReleaseWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

async function start(options: TestRegionOptions = {}): Promise<ReleaseWorld> {
  const world = await startReleaseWorld(options);
  worlds.push(world);
  return world;
}

const withRole = (role: string) => ({ target: { configuration: { role } } });

describe('a role that Lambda cannot assume', () => {
  // failures.md case 13 (a).
  it('is retried while it is fresh, with its trust looked at once', async () => {
    const world = await start({ rolePropagation: 5_000 });
    const digest = await world.image();
    const role = await world.region.role('fresh');
    world.seen();
    const released = await world.release(digest, {}, withRole(role));
    expect(released.action).toBe('created');
    const seen = world.seen();
    expect(seen.filter((operation) => operation === 'CreateFunction')).toHaveLength(5);
    expect(seen.filter((operation) => operation === 'GetRole')).toHaveLength(1);
    expect(world.clock.slept.slice(0, 4)).toEqual([500, 1_000, 2_000, 4_000]);
    expect(world.deps.effects.all()[0]).toContain('created function app');
  });

  it('is made and waited for with role: auto, and not made again', async () => {
    const world = await start({ rolePropagation: 5_000 });
    const digest = await world.image();
    world.seen();
    const spec = specWith({ role: 'auto' });
    const made = await ensureRoles({ functions: [spec] }, {}, world.deps);
    const role = made[spec.name] ?? '';
    await world.release(digest, { role: 'auto' }, withRole(role));
    expect(world.seen('mutating').slice(0, 3)).toEqual(['CreateRole', 'AttachRolePolicy', 'CreateFunction']);
    expect(world.deps.effects.all()[0]).toBe('created role lading-app');
    const { Configuration } = await world.region.lambda.send(new GetFunctionCommand({ FunctionName: 'app' }));
    expect(Configuration?.Role).toMatch(/:role\/lading-app$/);
    world.seen();
    expect(await ensureRoles({ functions: [spec] }, made, world.deps)).toEqual(made);
    expect(world.seen()).toEqual([]);
  });

  it('is retried on an update as well', async () => {
    const world = await start({ rolePropagation: 5_000 });
    const digest = await world.image();
    world.region.advance(60_000);
    await world.release(digest);
    const role = await world.region.role('fresh');
    const released = await world.release(digest, {}, withRole(role));
    expect(released).toMatchObject({ action: 'updated', version: '2' });
  });

  // failures.md case 13 (b).
  it('ends at once when it does not trust Lambda', async () => {
    const world = await start();
    const digest = await world.image();
    const role = await world.region.role('wrong', 'ec2.amazonaws.com');
    world.seen();
    const error = await failureOf(world.release(digest, {}, withRole(role)));
    expect(error).toMatchObject({ code: 'ROLE_UNUSABLE', exitCode: 4 });
    expect(error.message).toContain('does not trust Lambda');
    expect(error.suggestions.join()).toContain('aws iam update-assume-role-policy --role-name wrong');
    expect(world.seen().filter((operation) => operation === 'CreateFunction')).toHaveLength(1);
    expect(world.clock.slept).toEqual([]);
    expect(world.deps.effects.all()).toEqual([]);
  });

  it('ends at once when there is none', async () => {
    const world = await start();
    const digest = await world.image();
    const role = 'arn:aws:iam::000000000000:role/some/path/nobody';
    const error = await failureOf(world.release(digest, {}, withRole(role)));
    expect(error.code).toBe('ROLE_UNUSABLE');
    expect(error.message).toContain(`Role ${role} does not exist`);
    expect(world.clock.slept).toEqual([]);
  });

  // failures.md case 13 (c).
  it('is retried for a bounded time when its trust may not be looked at', async () => {
    const world = await start({ rolePropagation: 10_000_000 });
    const digest = await world.image();
    const role = await world.region.role('fresh');
    world.fault({
      operation: 'GetRole',
      times: 99,
      error: { code: 'AccessDenied', message: 'not authorized to perform: iam:GetRole', status: 403 },
    });
    const started = world.clock.now();
    const error = await failureOf(world.release(digest, {}, withRole(role)));
    expect(error.code).toBe('ROLE_UNUSABLE');
    expect(error.message).toContain('cannot be assumed by Lambda');
    expect(world.clock.now() - started).toBe(90_000);
  });

  it('ends when the wait is over, also when that is sooner', async () => {
    const world = await start({ rolePropagation: 10_000_000 });
    const digest = await world.image();
    const role = await world.region.role('fresh');
    const started = world.clock.now();
    const error = await failureOf(world.release(digest, {}, { ...withRole(role), waitTimeout: 5_000 }));
    expect(error.code).toBe('ROLE_UNUSABLE');
    expect(world.clock.now() - started).toBe(5_000);
  });

  it('stops with the signal', async () => {
    const world = await start({ rolePropagation: 10_000_000 });
    const digest = await world.image();
    const role = await world.region.role('fresh');
    const stop = new AbortController();
    world.clock.onSleep = () => stop.abort();
    const error = await failureOf(world.release(digest, {}, { ...withRole(role), signal: stop.signal }));
    expect(error.code).toBe('INTERRUPTED');
  });
});
