import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Digest } from '../../src/domain/digest.js';
import { parseAliasName } from '../../src/domain/function-name.js';
import type { ObservedAlias } from '../../src/domain/function-state.js';
import type { Rollout } from '../../src/domain/rollout.js';
import { parseShift } from '../../src/domain/shift-plan.js';
import { AppError } from '../../src/errors/app-error.js';
import { specWith } from '../domain/functions.js';
import { failureOf } from './failure-of.js';
import { type ReleaseWorld, startReleaseWorld } from './release-world.js';

const { name } = specWith({});
const live = parseAliasName('live');
let world: ReleaseWorld;
let first: Digest;

beforeEach(async () => {
  world = await startReleaseWorld();
  first = await world.image();
  await world.release(first);
  world.clock.slept.length = 0;
});

afterEach(() => world.close());

const rollout = (shift: string, changes: Partial<Rollout> = {}): Rollout => ({
  shift: parseShift(shift),
  alarms: [],
  toleratedErrors: 0,
  ...changes,
});

/** Shifts to a new image. */
async function shift(how: Rollout, signal?: AbortSignal) {
  const digest = await world.image();
  return world.release(digest, { rollout: how }, signal ? { signal } : {});
}

const read = async (): Promise<ObservedAlias> => {
  const alias = await world.deps.functions.getAlias(name, live);
  if (!alias) throw new Error('no alias');
  return alias;
};

it('takes exactly the time of its pauses, and waits for nothing after the last step', async () => {
  const weights: number[] = [];
  world.clock.onSleep = async () => void weights.push((await read()).weights['2'] ?? 0);
  const released = await shift(rollout('linear:25%/15s'));
  // Before the first step the version was waited for; a look every ten seconds splits each pause.
  const pauses = world.clock.slept.slice(-6);
  expect(pauses).toEqual([10_000, 5_000, 10_000, 5_000, 10_000, 5_000]);
  expect(weights.slice(-6)).toEqual([0.25, 0.25, 0.5, 0.5, 0.75, 0.75]);
  expect(released.waited).toBeGreaterThanOrEqual(45_000);
  expect(await read()).toMatchObject({ version: '2', weights: {} });
});

it('goes all at once for a new alias, and asks CloudWatch nothing', async () => {
  await world.release(await world.image(), {
    rollout: rollout('linear:10%/1m'),
    aliases: [parseAliasName('fresh')],
  });
  expect(world.clock.slept.some((pause) => pause >= 10_000)).toBe(false);
  expect(world.seen()).not.toContain('GetMetricData');
});

it('goes back when it may not look any more', async () => {
  const error = { code: 'AccessDenied', message: 'no', status: 403 };
  world.fault({ operation: 'GetMetricData', after: 1, error });
  const denied = await failureOf(shift(rollout('canary:10%/20s')));
  expect(denied).toMatchObject({ code: 'SHIFT_STOPPED', details: { reason: 'ACCESS_DENIED' } });
  expect(await read()).toMatchObject({ version: '1', weights: {} });
});

it('goes on when CloudWatch did not answer once', async () => {
  const error = { code: 'InternalFailure', message: 'later', status: 500 };
  // As often as one request is repeated.
  world.fault({ operation: 'GetMetricData', after: 1, times: 5, error });
  await shift(rollout('canary:10%/20s'));
  expect(await read()).toMatchObject({ version: '2', weights: {} });
});

it('leaves an alias that somebody else moved meanwhile as they put it', async () => {
  world.clock.onSleep = async () => {
    const alias = await read();
    if (Object.keys(alias.weights).length > 0)
      await world.deps.functions.updateAlias(name, live, { version: '1' as never, description: 'mine' });
  };
  const error = await failureOf(shift(rollout('linear:25%/10s')));
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject({
    code: 'SHIFT_STOPPED',
    details: { percent: 25, reason: 'FUNCTION_CHANGED_MEANWHILE' },
  });
  expect(await read()).toMatchObject({ version: '1', weights: {}, description: 'mine' });
});

it('goes on while another deploy comes, which finds the shift and changes nothing', async () => {
  const theirs = await world.image();
  let refused: AppError | undefined;
  world.clock.onSleep = async () => {
    if (refused || Object.keys((await read()).weights).length === 0) return;
    world.seen();
    refused = await failureOf(world.release(theirs, { rollout: rollout('canary:10%/10s') }));
    expect(world.seen('mutating')).toEqual([]);
  };
  await shift(rollout('canary:50%/10s'));
  expect(refused).toMatchObject({ code: 'SHIFT_UNFINISHED', details: { shifts: [{ percent: 50 }] } });
  expect(await read()).toMatchObject({ version: '2', weights: {} });
});

it('goes on when the answer to its own change was lost, and the change is met when it is repeated', async () => {
  const body = {
    FunctionVersion: '1',
    RoutingConfig: { AdditionalVersionWeights: { '2': 0.1 } },
    Description: '[lading: shift 1 to 2, canary:10%/10s]',
  };
  const url = `/2015-03-31/functions/${name}/aliases/live`;
  world.fault({ operation: 'UpdateAlias', first: { method: 'PUT', url, body } });
  await shift(rollout('canary:10%/10s'));
  expect(await read()).toMatchObject({ version: '2', weights: {} });
});

it('puts back at once after Ctrl-C, although all else is stopped', async () => {
  const stop = new AbortController();
  world.clock.onSleep = async () => {
    if (Object.keys((await read()).weights).length > 0) stop.abort();
  };
  const error = await failureOf(shift(rollout('linear:25%/10s'), stop.signal));
  expect(error).toMatchObject({ code: 'INTERRUPTED' });
  expect(await read()).toMatchObject({ version: '1', weights: {} });
  expect(world.deps.effects.all().at(-1)).toContain('put alias live of');
});

it('puts back what the very last step moved, when Ctrl-C came while it was under way', async () => {
  const stop = new AbortController();
  const { lasting } = world.deps;
  const updateAlias: typeof lasting.updateAlias = async (...change) => {
    const moved = await lasting.updateAlias(...change);
    if (moved.version === '2') stop.abort();
    return moved;
  };
  const digest = await world.image();
  const error = await failureOf(
    world.release(
      digest,
      { rollout: rollout('canary:10%/10s') },
      { signal: stop.signal, deps: { lasting: { ...lasting, updateAlias } } },
    ),
  );
  expect(error).toMatchObject({ code: 'INTERRUPTED', details: { percent: 100 } });
  expect(error.message).toContain('Alias live is back: all traffic goes to version 1.');
  expect(await read()).toMatchObject({ version: '1', weights: {} });
});

it('refuses, before the function is changed, versions between which Lambda does not split traffic', async () => {
  const role = await world.region.role('other');
  world.seen();
  const digest = await world.image();
  world.seen();
  const target = { configuration: { role } };
  const error = await failureOf(world.release(digest, { rollout: rollout('linear:10%/1m') }, { target }));
  expect(error).toMatchObject({ code: 'USAGE', details: { setting: 'role' } });
  expect(world.seen('mutating')).toEqual([]);
});
