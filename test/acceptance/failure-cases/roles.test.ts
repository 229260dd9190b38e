/** failures.md section 5, case 13: a fresh role and a wrong role get the same words from Lambda. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openScene, type Scene } from './scene.js';

let scene: Scene;

beforeAll(async () => {
  scene = await openScene({ rolePropagation: 1_500 });
});
afterEach(() => scene.region.faults.clear());
afterAll(() => scene?.close());

const creations = () => scene.region.requests().filter(({ operation }) => operation === 'CreateFunction');
const deployWith = (role: string, name: string, ...more: string[]) => [
  'deploy',
  '--function',
  name,
  '--role',
  role,
  '--image',
  `${scene.repository}:v1`,
  ...more,
];

describe('case 13: fresh role or wrong role', () => {
  it('a role made a moment ago is retried until Lambda can assume it', async () => {
    const before = creations().length;
    const run = await scene.lading(deployWith('auto', 'case-13-fresh'));
    expect(run.code, run.stderr).toBe(0);
    const statuses = creations()
      .slice(before)
      .map(({ status }) => status);
    expect(statuses.length).toBeGreaterThan(1);
    expect(statuses.at(-1)).toBe(201);
  });

  it('a role that trusts another service ends at once', async () => {
    const role = await scene.region.role('case-13-ec2', 'ec2.amazonaws.com');
    const before = creations().length;
    await scene.refuses(
      { code: 'ROLE_UNUSABLE', exit: 4, says: [`Role ${role} does not trust Lambda`] },
      () => deployWith(role, 'case-13-wrong'),
    );
    expect(creations().length - before).toBe(2);
  });

  it('a role that may not be looked at is retried for a bounded time, then explained', async () => {
    const role = await scene.region.role('case-13-hidden', 'ec2.amazonaws.com');
    const before = creations().length;
    const message =
      'User: arn:aws:iam::123456789012:user/u is not authorized to perform: iam:GetRole on resource: role case-13-hidden';
    await scene.refuses({ code: 'ROLE_UNUSABLE', exit: 4, says: ['cannot be assumed by Lambda'] }, () => {
      const error = { code: 'AccessDenied', message, status: 403 };
      scene.fault({ service: 'iam', operation: 'GetRole', times: 9, error });
      return deployWith(role, 'case-13-hidden', '--wait-timeout', '2s');
    });
    expect(creations().length - before).toBeGreaterThan(2);
  });
});
