/** Issue 4 item 4: a shift that a kill left half-way is seen by the next command, and finished, undone or rolled back. */
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DeployResult } from '../../src/pipeline/deploy-result.js';
import type { PlanResult } from '../../src/pipeline/plan.js';
import type { SettleResult } from '../../src/pipeline/settle-shifts.js';
import { expectRefusal } from './failure-cases/both-faces.js';
import { document, runLading } from './run-lading.js';
import { openShiftScene, type ShiftScene } from './shift-scene.js';

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

describe('a shift that was killed', () => {
  const killed = async () => {
    const run = await scene.deployAnd((child) => child.kill('SIGKILL'), '--shift', 'linear:50%/3s');
    expect(run.code).not.toBe(0);
    expect(await scene.alias()).toMatchObject({ version: stable, weights: { [coming]: 0.5 } });
  };

  it('is shown by status, keeps a deploy from going on, and is finished', async () => {
    await killed();
    const status = await scene.lading('status');
    expect(document<{ functions: { aliases: object[] }[] }>(status).functions[0]?.aliases).toMatchObject([
      { name: 'live', shift: { from: stable, to: coming, percent: 50, setting: 'linear:50%/3s' } },
    ]);
    const text = await runLading(['status', '--local'], { cwd: scene.project.folder });
    expect(text.stdout).toContain(`from version ${stable} to ${coming} has not ended: 50%`);
    await scene.region.forgetRequests();
    const error = await scene.refuses({ code: 'SHIFT_UNFINISHED', exit: 4 });
    expect(error.suggestions.join('\n')).toMatch(/--finish-shift[\s\S]*--undo-shift/);
    const plan = await scene.lading('plan', '--exit-code');
    expect(plan.code, plan.stdout + plan.stderr).toBe(6);
    expect(document<PlanResult>(plan).functions[0]?.aliases).toMatchObject([
      { name: 'live', shift: { from: stable, to: coming, percent: 50, setting: 'linear:50%/3s' } },
    ]);
    const shown = await runLading(['deploy', '--plan', '--local'], { cwd: scene.project.folder });
    expect(shown.stdout).toContain(
      `! alias live: its shift from version ${stable} to ${coming} (linear:50%/3s) has not ended: 50%`,
    );
    expect(shown.stdout).toContain(
      'lading deploy --finish-shift --local, or lading deploy --undo-shift --local.',
    );
    expect((await scene.region.requests()).filter(({ mutating }) => mutating)).toEqual([]);
    const finished = await scene.lading('deploy', '--finish-shift');
    expect(finished.code, finished.stdout).toBe(0);
    expect(document<SettleResult>(finished)).toMatchObject({
      changed: true,
      functions: [{ name: 'shifted', aliases: [{ name: 'live', action: 'finished', version: coming }] }],
    });
    expect(await scene.alias()).toMatchObject({
      version: coming,
      weights: {},
      description: `lading: before this, version ${stable}`,
    });
    expect(document<DeployResult>(await scene.lading('deploy')).changed).toBe(false);
  });

  it('is undone, and undoing it again changes nothing', async () => {
    await killed();
    const undone = await scene.lading('deploy', '--undo-shift');
    expect(undone.code, undone.stdout).toBe(0);
    expect(document<SettleResult>(undone).functions[0]?.aliases).toEqual([
      { name: 'live', action: 'undone', version: stable },
    ]);
    expect(await scene.alias()).toMatchObject(unmoved());
    expect(document<SettleResult>(await scene.lading('deploy', '--undo-shift')).changed).toBe(false);
    const unknown = await runLading(['deploy', '--undo-shift', '--function', 'mistyped', '--json'], {
      cwd: join(scene.project.folder, '.lading'),
      env: {
        AWS_ENDPOINT_URL: scene.region.url,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
      },
    });
    expectRefusal(unknown, { code: 'FUNCTION_NOT_FOUND', exit: 4, says: ['mistyped'] });
  });

  it('is cleared by a rollback, to the version that it began with; the next deploy says that it takes the traffic', async () => {
    await killed();
    const back = await scene.lading('rollback');
    expect(back.code, back.stdout).toBe(0);
    expect(await scene.alias()).toMatchObject(unmoved());
    expect((await scene.alias()).description).not.toContain('[lading');
    expect((await scene.lading('deploy')).code).toBe(0);
    expect((await scene.lading('rollback')).code).toBe(0);
    const forward = await scene.lading('deploy');
    expect(forward.code).toBe(0);
    expect(forward.stderr).toContain(
      `alias live was rolled back from version ${coming} to ${stable}; this deploy moves it on and takes its traffic`,
    );
  });
});
