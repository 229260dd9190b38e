/** Plans of what is one value: tags, concurrency, recursion, log retention, asynchronous invocation. */
import { describe, expect, it, test } from 'vitest';
import { planAsyncInvoke } from '../../../src/domain/attachments/async-invoke.js';
import { logGroupOf, planLogRetention } from '../../../src/domain/attachments/log-retention.js';
import { planProvisionedConcurrency } from '../../../src/domain/attachments/provisioned-concurrency.js';
import { planRecursion } from '../../../src/domain/attachments/recursion.js';
import { planReservedConcurrency } from '../../../src/domain/attachments/reserved-concurrency.js';
import { planTags } from '../../../src/domain/attachments/tags.js';
import { parseFunctionName } from '../../../src/domain/function-name.js';
import { configurationWith } from '../functions.js';

describe('tags', () => {
  it('are sent only where they differ, and removed only by null', () => {
    const observed = { team: 'old', kept: 'x', gone: 'y', empty: '' };
    const desired = { team: 'new', gone: null, never: null, empty: '', added: '' };
    expect(planTags(desired, observed)).toEqual({
      kind: 'tags',
      action: 'update',
      changes: [
        { path: 'tags.team', from: 'old', to: 'new' },
        { path: 'tags.gone', from: 'y' },
        { path: 'tags.added', to: '' },
      ],
      steps: [
        { do: 'set', tags: { team: 'new', added: '' } },
        { do: 'remove', names: ['gone'] },
      ],
    });
  });

  it('leave those of others alone', () => {
    expect(planTags({ team: 'x' }, { team: 'x', 'aws:created': 'y', other: 'z' })).toMatchObject({
      action: 'none',
      steps: [],
    });
  });

  it('of a new function go with its creation', () => {
    expect(planTags({ team: 'x', gone: null }, undefined)).toEqual({
      kind: 'tags',
      action: 'create',
      changes: [{ path: 'tags.team', to: 'x' }],
      steps: [],
    });
  });
});

test.each([
  [5, undefined, 'create', { to: 5 }],
  [0, undefined, 'create', { to: 0 }],
  [0, 5, 'update', { from: 5, to: 0 }],
  [false, 0, 'delete', { from: 0 }],
  [false, undefined, 'none', undefined],
  [0, 0, 'none', undefined],
] as const)('reservedConcurrency %s over %s: %s', (desired, observed, action, change) => {
  expect(planReservedConcurrency(desired, observed)).toEqual({
    kind: 'reservedConcurrency',
    action,
    changes: change ? [{ path: 'reservedConcurrency', ...change }] : [],
    steps: change ? [desired] : [],
  });
});

test.each([
  [2, undefined, 'create', [{ path: 'provisionedConcurrency', to: 2 }]],
  [2, { requested: 2, status: 'READY' }, 'none', []],
  [2, { requested: 2, status: 'IN_PROGRESS' }, 'none', []],
  [3, { requested: 2, status: 'READY' }, 'update', [{ path: 'provisionedConcurrency', from: 2, to: 3 }]],
  [
    2,
    { requested: 2, status: 'FAILED' },
    'update',
    [{ path: 'provisionedConcurrency.status', from: 'FAILED', to: 'READY' }],
  ],
  [false, { requested: 2, status: 'FAILED' }, 'delete', [{ path: 'provisionedConcurrency', from: 2 }]],
  [false, undefined, 'none', []],
] as const)('provisionedConcurrency %j over %j: %s', (desired, observed, action, changes) => {
  const plan = planProvisionedConcurrency(desired, observed);
  expect(plan).toMatchObject({ action, changes });
  expect(plan.steps).toEqual(action === 'none' ? [] : [desired]);
});

test.each([
  ['Terminate', undefined, 'none'],
  ['Terminate', 'Terminate', 'none'],
  ['Allow', undefined, 'update'],
  ['Terminate', 'Allow', 'update'],
] as const)('recursion %s over %s: %s', (desired, observed, action) => {
  const plan = planRecursion(desired, observed);
  expect(plan.action).toBe(action);
  expect(plan.steps).toEqual(action === 'none' ? [] : [desired]);
});

describe('logRetention', () => {
  const group = '/aws/lambda/app';

  test.each([
    [14, { group, exists: true, days: 14 }, 'none', []],
    [false, { group, exists: false, days: false }, 'none', []],
    [14, { group, exists: true, days: false }, 'update', [{ do: 'retain', days: 14 }]],
    [false, { group, exists: true, days: 7 }, 'delete', [{ do: 'retain', days: false }]],
    [
      14,
      { group, exists: false, days: false },
      'create',
      [{ do: 'create-group' }, { do: 'retain', days: 14 }],
    ],
  ] as const)('%s over %j: %s', (desired, observed, action, steps) => {
    expect(planLogRetention(desired, observed)).toMatchObject({ action, steps });
  });

  it('is about the group asked for, else the one that the function has, else the one it will have', () => {
    const name = parseFunctionName('app');
    const observed = configurationWith({ logging: { logGroup: '/shared' } });
    expect(logGroupOf(name, { logging: { logGroup: '/wanted' } }, observed)).toBe('/wanted');
    expect(logGroupOf(name, {}, observed)).toBe('/shared');
    expect(logGroupOf(name, {}, undefined)).toBe('/aws/lambda/app');
  });
});

describe('asyncInvoke', () => {
  const observed = {
    maximumRetryAttempts: 1,
    maximumEventAge: 60,
    onSuccess: 'arn:ok',
    onFailure: '',
  };

  it('keeps what the file does not mention', () => {
    const plan = planAsyncInvoke({ maximumRetryAttempts: 0, onSuccess: '' }, observed);
    expect(plan).toEqual({
      kind: 'asyncInvoke',
      action: 'update',
      changes: [
        { path: 'asyncInvoke.maximumRetryAttempts', from: 1, to: 0 },
        { path: 'asyncInvoke.onSuccess', from: 'arn:ok' },
      ],
      steps: [{ maximumRetryAttempts: 0, maximumEventAge: 60, onSuccess: '', onFailure: '' }],
    });
  });

  test.each([
    [{ maximumRetryAttempts: 2, onFailure: '' }, false, 'none'],
    [{ maximumEventAge: 60 }, observed, 'none'],
    [{}, observed, 'none'],
    [{ maximumRetryAttempts: 1 }, false, 'create'],
    [false, observed, 'delete'],
    [false, false, 'none'],
  ] as const)('%j over %j: %s', (desired, found, action) => {
    expect(planAsyncInvoke(desired, found).action).toBe(action);
  });
});
