/** failures.md section 5, the cases about waiting: what states mean, and what ends a wait. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DeployResult } from '../../../src/pipeline/deploy-result.js';
import { document } from '../run-lading.js';
import { openScene, type Scene } from './scene.js';

let scene: Scene;

beforeAll(async () => {
  scene = await openScene();
});
afterEach(() => scene.region.faults.clear());
afterAll(() => scene?.close());

/** Before anything is changed, `$LATEST` and what the alias names are looked at. */
const firstLooks = 2;

/** What `GetFunction` answers while something is waited for: each state in turn. */
function laterLooks(states: readonly object[], { times = 1 } = {}): void {
  states.forEach((Configuration, index) => {
    const first = index === 0 ? { after: firstLooks } : {};
    scene.fault({ operation: 'GetFunction', times, ...first, answer: { Configuration } });
  });
}

const moves = (operations: readonly string[]): string[] =>
  operations.filter((operation) => /Alias|PublishVersion/.test(operation));

describe('case 2: asynchronous InvalidImage', () => {
  const state = {
    State: 'Failed',
    StateReasonCode: 'InvalidImage',
    StateReason: 'The image manifest, config or layer media type for the source image %s is not supported.',
  };

  it('names the image, and no alias is made', async () => {
    scene.changes();
    const uri = `${scene.repository}@${scene.images.v1.digest}`;
    await scene.refuses(
      { code: 'FUNCTION_FAILED', exit: 4, says: ['InvalidImage', `for the source image ${uri} is not`] },
      (face) => {
        laterLooks([state], { times: 9 });
        return scene.deploy(`case-2-${face}`, 'v1');
      },
    );
    const changes = scene.changes();
    expect(changes).toContain('CreateFunction');
    expect(moves(changes)).toEqual([]);
  });
});

describe('case 4: a failed update behind an Active function', () => {
  const state = {
    LastUpdateStatus: 'Failed',
    LastUpdateStatusReasonCode: 'ImageAccessDenied',
    LastUpdateStatusReason: 'The function does not have permission to access the specified image.',
  };

  it('is a failure that says what still serves', async () => {
    await scene.existing('case-4-json');
    await scene.existing('case-4-text');
    scene.changes();
    await scene.refuses(
      {
        code: 'FUNCTION_FAILED',
        exit: 4,
        says: [
          'ImageAccessDenied',
          state.LastUpdateStatusReason,
          'The code that ran before is still serving.',
        ],
      },
      (face) => {
        laterLooks([state], { times: 9 });
        return scene.deploy(`case-4-${face}`, 'v2');
      },
    );
    expect(moves(scene.changes())).toEqual([]);
  });
});

describe('case 5: LastUpdateStatus Successful is not yet the end', () => {
  it('polls on while the function is Pending', async () => {
    await scene.existing('case-5');
    laterLooks([{ State: 'Pending', LastUpdateStatus: 'Successful' }], { times: 3 });
    const before = scene.region.requests().length;
    const run = await scene.lading([...scene.deploy('case-5', 'v2'), '--json']);
    expect(run.code, run.stdout).toBe(0);
    const looks = scene.region
      .requests()
      .slice(before)
      .filter(({ operation }) => operation === 'GetFunction');
    expect(looks.length).toBeGreaterThanOrEqual(firstLooks + 4);
    expect(document<DeployResult>(run).functions[0]?.state).toBe('Active');
  });

  it('and an Inactive function is not called Active', async () => {
    await scene.existing('case-5-inactive');
    const idle = {
      State: 'Inactive',
      StateReasonCode: 'Idle',
      StateReason: 'The function is idle.',
      LastUpdateStatus: 'Successful',
    };
    laterLooks([idle], { times: 99 });
    const run = await scene.lading([...scene.deploy('case-5-inactive', 'v2'), '--json']);
    expect(run.code, run.stdout).toBe(0);
    expect(document<DeployResult>(run).functions[0]?.state).toBe('Inactive');
    expect(document<DeployResult>(run).warnings).toContainEqual(expect.objectContaining({ id: 'E10' }));
    expect(run.stderr).toContain('Inactive');
  });
});

describe('case 6: the permission to look is lost while waiting', () => {
  const looks = () => scene.region.requests().filter(({ operation }) => operation === 'GetFunction').length;

  it.each([
    {
      code: 'ACCESS_DENIED',
      exit: 4,
      error: {
        code: 'AccessDeniedException',
        message:
          'User: arn:aws:iam::123456789012:user/u is not authorized to perform: lambda:GetFunction on resource: arn:aws:lambda:eu-west-1:123456789012:function:x',
        status: 403,
      },
    },
    {
      code: 'CREDENTIALS_REFUSED',
      exit: 3,
      error: {
        code: 'ExpiredTokenException',
        message: 'The security token included in the request is expired',
        status: 403,
      },
    },
  ] as const)('$code ends the wait with the first answer', async ({ code, exit, error }) => {
    await scene.existing(`case-6-${code}-json`);
    await scene.existing(`case-6-${code}-text`);
    let before = 0;
    await scene.refuses({ code, exit, says: [error.message] }, (face) => {
      before = looks();
      scene.fault({ operation: 'GetFunction', after: firstLooks, times: 99, error });
      return scene.deploy(`case-6-${code}-${face}`, 'v2');
    });
    expect(looks() - before).toBe(firstLooks + 1);
    expect(scene.changes()).toContain('UpdateFunctionCode');
  });
});

describe('case 7: unknown and missing status fields', () => {
  const strange = [
    { LastUpdateStatus: null, State: 'Pending' },
    { State: 'Active', LastUpdateStatus: 'InProgress', LastUpdateStatusReasonCode: 'Creating' },
    { State: 'SomethingNew', LastUpdateStatus: null },
    { State: 'Active', LastUpdateStatus: 'SomethingElse' },
  ];

  it('are waited out', async () => {
    laterLooks(strange);
    const run = await scene.lading(scene.deploy('case-7', 'v1'));
    expect(run.code, run.stderr).toBe(0);
    expect(run.stdout).toContain('case-7');
  });

  it('and told verbatim when the time is up', async () => {
    await scene.refuses({ code: 'WAIT_TIMEOUT', exit: 5, says: [/SomethingNew after \d+ s/] }, (face) => {
      laterLooks([{ State: 'SomethingNew', LastUpdateStatus: null }], { times: 999 });
      return scene.deploy(`case-7-timeout-${face}`, 'v1', '--wait-timeout', '1s');
    });
  });
});
