/** Issue 4 item 4: gradual shifts, seen from outside: to the end, and put back by alarm, errors, smoke test and Ctrl-C. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DeployResult } from '../../src/pipeline/deploy-result.js';
import { expectRefusal } from './failure-cases/both-faces.js';
import { document } from './run-lading.js';
import { openShiftScene, type ShiftScene } from './shift-scene.js';

interface Failure {
  readonly error: { readonly code: string; readonly details: { readonly done?: string[] } };
}

let scene: ShiftScene;
/** Version with all the traffic before each test. */
let stable: string;
/** Version that the next deploy publishes. */
let coming: string;

beforeAll(async () => {
  scene = await openShiftScene();
});
afterAll(() => scene?.close());
beforeEach(async () => {
  ({ stable, coming } = await scene.next());
});

const unmoved = () => ({ version: stable, weights: {} });

describe('a shift that ends well', () => {
  it('moves linearly, looks between the steps, and leaves the alias as any deploy does', async () => {
    await scene.configure('    shift: linear:50%/2s\n    alarms: [slow]\n');
    const run = await scene.deployAnd(async () => {
      expect(await scene.alias()).toEqual({
        version: stable,
        weights: { [coming]: 0.5 },
        description: expect.stringMatching(/\[lading: shift \d+ to \d+, linear:50%\/2s\]$/),
      });
    });
    expect(run.code, run.stdout + run.stderr).toBe(0);
    // Without a terminal, each step is a line in the log.
    expect(run.stderr).toContain(
      `Function shifted: 50% of the traffic to version ${coming}, watched for 2 s\nFunction shifted: 100% of the traffic to version ${coming}\n`,
    );
    const [released] = document<DeployResult>(run).functions;
    expect(released?.aliases).toEqual([{ name: 'live', version: coming, from: stable }]);
    expect(await scene.alias()).toEqual({
      version: coming,
      weights: {},
      description: `lading: before this, version ${stable}`,
    });
    const seen = await scene.operations();
    expect(seen.filter((name) => name === 'UpdateAlias')).toHaveLength(2);
    expect(seen).toContain('DescribeAlarms');
    expect(seen).toContain('GetMetricData');
    await scene.region.forgetRequests();
    const again = await scene.lading('deploy');
    expect(document<DeployResult>(again).changed).toBe(false);
    expect((await scene.region.requests()).filter(({ mutating }) => mutating)).toEqual([]);
  });

  it('takes a canary from the command line, also when the errors stay within what is tolerated', async () => {
    await scene.configure('    toleratedErrors: 50\n');
    const run = await scene.deployAnd(() => scene.fail(coming, 1, 10), '--shift', 'canary:10%/2s');
    expect(run.code, run.stdout + run.stderr).toBe(0);
    expect(await scene.alias()).toMatchObject({ version: coming, weights: {} });
  });

  it('tries the version itself first, and takes the answer that is expected', async () => {
    await scene.configure(
      '    smoke: { event: event.json, expect: { statusCode: 200, body: { ok: true } } }\n',
    );
    await scene.answer({ statusCode: 200, body: '{"ok":true,"more":1}' });
    const run = await scene.lading('deploy');
    expect(run.code, run.stdout + run.stderr).toBe(0);
    const seen = await scene.operations();
    expect(seen.indexOf('Invoke')).toBeGreaterThan(seen.indexOf('PublishVersion'));
    expect(seen.indexOf('Invoke')).toBeLessThan(seen.indexOf('UpdateAlias'));
  });
});

describe('a shift that goes wrong', () => {
  it('is put back by an alarm', async () => {
    await scene.configure('    shift: linear:25%/2s\n    alarms: [slow]\n');
    const run = await scene.deployAnd(() => scene.ring('ALARM'));
    const says = [
      'alarm slow is in ALARM (test says so)',
      `Alias live is back: all traffic goes to version ${stable}.`,
    ];
    expectRefusal(run, { code: 'SHIFT_STOPPED', exit: 4, says });
    expect(await scene.alias()).toMatchObject(unmoved());
    expect((await scene.alias()).description).not.toContain('shift');
  });

  it('is put back by errors of the new version', async () => {
    const run = await scene.deployAnd(() => scene.fail(coming, 3, 40), '--shift', 'canary:20%/2s');
    const says = ['3 of its 40 invocations failed (7.5%, tolerated 0%)'];
    expectRefusal(run, { code: 'SHIFT_STOPPED', exit: 4, says });
    expect(await scene.alias()).toMatchObject(unmoved());
  });

  it('is put back by Ctrl-C, and says so', async () => {
    const run = await scene.deployAnd((child) => child.kill('SIGINT'), '--shift', 'canary:20%/60s');
    const says = [
      `The shift of shifted to version ${coming} was stopped at 20%. Alias live is back: all traffic goes to version ${stable}.`,
    ];
    expectRefusal(run, { code: 'INTERRUPTED', exit: 130, says });
    const { error } = document<Failure>(run);
    expect(error.details.done?.join('\n')).toContain(
      `put alias live of shifted back: all traffic goes to version ${stable} again`,
    );
    expect(await scene.alias()).toMatchObject(unmoved());
  });

  it('is not begun when an alarm rings or does not exist, and nothing is changed', async () => {
    await scene.ring('ALARM');
    await scene.configure('    shift: linear:25%/2s\n    alarms: [slow]\n');
    await scene.refuses({ code: 'SHIFT_STOPPED', exit: 4, says: ['was not begun'] });
    await scene.configure('    shift: linear:25%/2s\n    alarms: [nobody]\n');
    await scene.refuses({ code: 'ALARM_NOT_FOUND', exit: 4, says: ['nobody'] });
    // Not even the image was sent.
    const changed = (await scene.region.requests()).filter(
      ({ service, mutating }) => service !== 'cloudwatch' && mutating,
    );
    expect(changed).toEqual([]);
  });

  it.each([
    [
      'an error of the function',
      { errorMessage: 'no table' },
      { 'x-amz-function-error': 'Unhandled' },
      'no table',
    ],
    ['another answer', { statusCode: 500 }, {}, '$.statusCode is 500, expected 200'],
  ])('moves no traffic after a smoke test with %s', async (_what, body, headers, told) => {
    await scene.configure('    smoke: { event: event.json, expect: { statusCode: 200 } }\n');
    await scene.refuses({ code: 'SMOKE_FAILED', exit: 4, says: [told] }, ['--shift', 'linear:50%/1s'], () =>
      scene.answer(body, headers as Record<string, string>),
    );
    expect(await scene.operations()).not.toContain('UpdateAlias');
    expect(await scene.alias()).toMatchObject(unmoved());
  });

  it('refuses a smoke event that is missing or broken before anything is begun', async () => {
    const missing = await scene.lading('deploy', '--smoke', 'nothing.json');
    expect(missing.code).toBe(2);
    expect(document<Failure>(missing).error.code).toBe('FILE_UNREADABLE');
    const wrong = await scene.lading('deploy', '--shift', 'linear:0%/1m');
    expect(wrong.code).toBe(2);
    expect(await scene.operations()).toEqual([]);
  });
});
