import { describe, expect, it } from 'vitest';
import { parseRepositoryUri } from '../../src/domain/image-reference.js';
import {
  planRepository,
  type RepositoryTarget,
  type RepositoryView,
} from '../../src/domain/repository-plan.js';

describe('planRepository', () => {
  const found: RepositoryView = {
    uri: parseRepositoryUri('127.0.0.1:4510/app'),
    tagMutability: 'MUTABLE',
    tagMutabilityExclusions: [],
    scanOnPush: false,
    lambdaAccess: 'allowed',
  };

  it('creates with the settings asked for and the policy', () => {
    expect(planRepository({ name: 'app', scanOnPush: true }, undefined)).toEqual({
      name: 'app',
      action: 'create',
      changes: [{ path: 'scanOnPush', to: true }],
      addPolicy: true,
    });
  });

  it.each<[string, Omit<RepositoryTarget, 'name'>]>([
    ['nothing asked for', {}],
    ['the same asked for', { tagMutability: 'MUTABLE', scanOnPush: false, tagMutabilityExclusions: [] }],
  ])('does nothing: %s', (_what, settings) => {
    expect(planRepository({ name: 'app', ...settings }, found)).toEqual({
      name: 'app',
      action: 'none',
      changes: [],
      addPolicy: false,
    });
  });

  it('updates settings and policy apart', () => {
    expect(planRepository({ name: 'app', tagMutability: 'IMMUTABLE' }, found)).toMatchObject({
      action: 'update',
      changes: [{ path: 'tagMutability', from: 'MUTABLE', to: 'IMMUTABLE' }],
      addPolicy: false,
    });
    expect(planRepository({ name: 'app' }, { ...found, lambdaAccess: 'missing' })).toMatchObject({
      action: 'update',
      changes: [],
      addPolicy: true,
    });
  });

  it.each([
    [30, false, [{ path: 'keepImages', from: false, to: 30 }]],
    [30, 20, [{ path: 'keepImages', from: 20, to: 30 }]],
    [30, undefined, [{ path: 'keepImages', to: 30 }]],
    [false, 30, [{ path: 'keepImages', from: 30, to: false }]],
    [30, 30, []],
    [false, false, []],
  ] as const)('keepImages %s where there is %s', (keepImages, from, changes) => {
    expect(planRepository({ name: 'app', keepImages }, { ...found, keepImages: from }).changes).toEqual(
      changes,
    );
  });

  it('takes no lifecycle policy away from a repository that is to be made', () => {
    expect(planRepository({ name: 'app', keepImages: false }, undefined).changes).toEqual([]);
    expect(planRepository({ name: 'app', keepImages: 5 }, undefined).changes).toHaveLength(1);
  });
});
