import { DeleteFunctionCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseFunctionName } from '../../src/domain/function-name.js';
import type { ObservedFunction } from '../../src/domain/function-state.js';
import { AppError } from '../../src/errors/app-error.js';
import type { FunctionService } from '../../src/ports/function-service.js';
import { type AwaitRequest, awaitFunction } from '../../src/services/await-function.js';
import { observedWith } from '../domain/functions.js';
import { failureOf } from './failure-of.js';
import { type ReleaseWorld, startReleaseWorld } from './release-world.js';

let world: ReleaseWorld;
beforeEach(async () => {
  world = await startReleaseWorld();
});
afterEach(() => world.close());

const name = parseFunctionName('app');
const never = new AbortController().signal;

function wait(
  options: Partial<AwaitRequest> = {},
  functions: FunctionService = world.deps.functions,
  signal = never,
) {
  const request = {
    name,
    deadline: world.clock.now() + 600_000,
    onState: (what: string) => void world.told.push(what),
    ...options,
  };
  return awaitFunction(request, { functions, clock: world.clock }, signal);
}

/** The region's own service, except that `get` answers from a script first; the last entry stays. */
function scripted(
  ...answers: (Partial<ObservedFunction> | AppError | undefined)[]
): FunctionService & { looks: () => number } {
  let looks = 0;
  return {
    ...world.deps.functions,
    looks: () => looks,
    async get() {
      const answer = answers[Math.min(looks++, answers.length - 1)];
      if (answer instanceof AppError) throw answer;
      return answer && observedWith(answer);
    },
  };
}

const updating = { lastUpdateStatus: 'InProgress', lastUpdateStatusReasonCode: 'Creating' };
const throttled = () => new AppError({ code: 'THROTTLED', message: 'Rate exceeded' });

describe('awaitFunction over the region', () => {
  it('returns with the first look after the change has ended', async () => {
    await world.release(await world.image());
    await world.region.lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: 'app', Timeout: 9 }),
    );
    world.seen();
    world.clock.slept.length = 0;
    expect(await wait()).toMatchObject({ state: 'Active', lastUpdateStatus: 'Successful' });
    expect(world.clock.slept).toEqual(Array.from({ length: 10 }, () => 100));
    expect(new Set(world.seen())).toEqual(new Set(['GetFunction']));
    expect(world.told.at(-1)).toBe('update InProgress');
  });

  // failures.md case 6: never until the time is over.
  it.each([
    ['AccessDeniedException', 403, 'ACCESS_DENIED'],
    ['ExpiredTokenException', 403, 'CREDENTIALS_REFUSED'],
    ['UnrecognizedClientException', 403, 'CREDENTIALS_REFUSED'],
    ['InvalidSignatureException', 403, 'CREDENTIALS_REFUSED'],
    ['InvalidParameterValueException', 400, 'REMOTE_REFUSED'],
  ])('ends with the first %s', async (code, status, expected) => {
    await world.release(await world.image());
    world.clock.slept.length = 0;
    world.seen();
    world.fault({ operation: 'GetFunction', times: 99, error: { code, status, message: `no: ${code}` } });
    const error = await failureOf(wait());
    expect(error.code).toBe(expected);
    expect(error.message).toContain(`no: ${code}`);
    expect(world.clock.slept).toEqual([]);
    expect(world.seen()).toEqual(['GetFunction']);
  });

  it('waits out throttling, a broken connection and a proxy’s error page', async () => {
    await world.release(await world.image());
    world.fault({
      operation: 'GetFunction',
      error: { code: 'TooManyRequestsException', message: 'Rate exceeded', status: 429 },
    });
    world.fault({ operation: 'GetFunction', reset: true });
    world.fault({ operation: 'GetFunction', html: '<html>502 Bad Gateway</html>' });
    expect(await wait()).toMatchObject({ state: 'Active' });
    expect(world.region.faults.pending()).toEqual([]);
  });

  it('says so when the function disappears', async () => {
    await world.release(await world.image());
    await world.region.lambda.send(new DeleteFunctionCommand({ FunctionName: 'app' }));
    world.region.settle();
    const error = await failureOf(wait());
    expect(error.code).toBe('FUNCTION_NOT_FOUND');
    expect(error.message).toContain('disappeared');
  });

  it('ends at the deadline with exit code 5, not a pause later', async () => {
    await world.release(await world.image());
    await world.region.lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: 'app', Timeout: 9 }),
    );
    const started = world.clock.now();
    const error = await failureOf(wait({ deadline: started + 450 }));
    expect(error).toMatchObject({ code: 'WAIT_TIMEOUT', exitCode: 5 });
    expect(error.message).toContain('update InProgress');
    expect(world.clock.now() - started).toBe(450);
  });
});

describe('awaitFunction', () => {
  it('ends with the first Failed, and says what serves', async () => {
    const failed = {
      lastUpdateStatus: 'Failed',
      lastUpdateStatusReasonCode: 'ImageAccessDenied',
      lastUpdateStatusReason: 'The function does not have permission to access the specified image.',
    };
    const functions = scripted(updating, failed);
    const error = await failureOf(wait({}, functions));
    expect(functions.looks()).toBe(2);
    expect(error.code).toBe('FUNCTION_FAILED');
    expect(error.message).toContain(
      'LastUpdateStatus is Failed (ImageAccessDenied): The function does not have permission to access the specified image.',
    );
    expect(error.message).toContain('The code that ran before is still serving.');
    expect(error.suggestions.length).toBeGreaterThan(0);
    expect(error.details).toMatchObject({
      field: 'LastUpdateStatus',
      reasonCode: 'ImageAccessDenied',
      state: 'Active',
    });
  });

  // failures.md case 2.
  it('puts the image where Lambda leaves a literal %s', async () => {
    const imageUri = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/app@sha256:abc';
    const stateReason =
      'The image manifest, config or layer media type for the source image %s is not supported.';
    const error = await failureOf(
      wait({}, scripted({ state: 'Failed', stateReasonCode: 'InvalidImage', stateReason, imageUri })),
    );
    expect(error.message).toContain(`the source image ${imageUri} is not supported`);
    expect(error.message).not.toContain('%s');
    expect(error.suggestions.join()).toContain('--provenance=false');
  });

  // failures.md case 7.
  it('keeps looking at values nobody knows, shows them verbatim, and each only once', async () => {
    const functions = scripted(
      { state: 'SomethingNew' },
      { state: 'SomethingNew' },
      { state: 'Pending' },
      { state: 'Active' },
    );
    expect(await wait({}, functions)).toMatchObject({ state: 'Active' });
    expect(world.told).toEqual(['SomethingNew', 'Pending']);
    const error = await failureOf(
      wait({ deadline: world.clock.now() + 5_000 }, scripted({ state: 'SomethingNew' })),
    );
    expect(error.code).toBe('WAIT_TIMEOUT');
    expect(error.message).toContain('is still SomethingNew');
  });

  it('gives way to a function that is only idle', async () => {
    const idle = { state: 'Inactive', stateReasonCode: 'Idle' };
    expect(await wait({}, scripted(idle))).toMatchObject(idle);
  });

  it('returns a Failed function where only quiet is waited for', async () => {
    const failed = { state: 'Failed', stateReasonCode: 'InvalidImage' };
    expect(await wait({ evenFailed: true }, scripted(updating, failed))).toMatchObject(failed);
  });

  it('looks often at first and calmly later', async () => {
    await failureOf(wait({ deadline: world.clock.now() + 70_000 }, scripted(updating)));
    const { slept } = world.clock;
    expect(slept.slice(0, 30)).toEqual(Array.from({ length: 30 }, () => 100));
    expect([...new Set(slept)]).toEqual([100, 250, 500, 2_000]);
    expect(slept.length).toBeLessThan(170);
  });

  it('forgives five faults in a row with growing pauses, and counts anew after an answer', async () => {
    const five = Array.from({ length: 5 }, throttled);
    expect(await wait({}, scripted(...five, updating, ...five, {}))).toMatchObject({ state: 'Active' });
    expect(world.clock.slept).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 500, 1_000, 2_000, 4_000, 8_000, 16_000,
    ]);
    const functions = scripted(...five, throttled(), {});
    expect((await failureOf(wait({}, functions))).code).toBe('THROTTLED');
    expect(functions.looks()).toBe(6);
  });

  it('never sleeps past the deadline, also between faults', async () => {
    const started = world.clock.now();
    const error = await failureOf(
      wait({ deadline: started + 2_500 }, scripted(throttled(), throttled(), throttled())),
    );
    expect(error.code).toBe('WAIT_TIMEOUT');
    expect(world.clock.now() - started).toBe(2_500);
  });

  it('stops with the signal: before a look, and during a pause', async () => {
    const functions = scripted(updating);
    expect((await failureOf(wait({}, functions, AbortSignal.abort()))).code).toBe('INTERRUPTED');
    expect(functions.looks()).toBe(0);
    const stop = new AbortController();
    world.clock.onSleep = (count) => (count >= 3 ? stop.abort() : undefined);
    expect((await failureOf(wait({}, functions, stop.signal))).code).toBe('INTERRUPTED');
    expect(functions.looks()).toBe(3);
  });

  it('looks at the version asked for', async () => {
    await world.release(await world.image());
    expect(await wait({ qualifier: '1' })).toMatchObject({ version: '1', state: 'Active' });
  });
});
