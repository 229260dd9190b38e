import { describe, expect, it } from 'vitest';
import type { AliasView } from '../../src/domain/alias-plan.js';
import {
  type FunctionTarget,
  type FunctionView,
  planDeploy,
  planFunction,
} from '../../src/domain/deploy-plan.js';
import { masked } from '../../src/domain/field-change.js';
import { parseAliasName } from '../../src/domain/function-name.js';
import type { ObservedFunction } from '../../src/domain/function-state.js';
import { planRepository } from '../../src/domain/repository-plan.js';
import { digestFor, hexFor } from './digests.js';
import { configurationWith, observedWith, role, specWith } from './functions.js';

const old = digestFor('old');
const fresh = digestFor('new');

function target(changes: Partial<FunctionTarget> = {}): FunctionTarget {
  return { spec: specWith(), configuration: { role }, createRole: false, digest: old, ...changes };
}

/** `$LATEST` and alias `live` on version 1, which is the same unless changed. */
function view(
  latest: Partial<ObservedFunction> = {},
  live: Partial<ObservedFunction> = latest,
  weights = {},
): FunctionView {
  const alias = { name: 'live', arn: 'a', version: '1', description: '', weights, revisionId: 'x' };
  const aliases: Record<string, AliasView> = {
    live: { alias, target: observedWith({ version: '1', ...live }) },
  };
  return { latest: observedWith(latest), aliases };
}

describe('planFunction for a new function', () => {
  const plan = planFunction(
    target({ configuration: { role, memorySize: 512, environment: { KEY: 'hunter2' } }, digest: fresh }),
    undefined,
  );

  it('creates, publishes and makes the aliases', () => {
    expect(plan).toMatchObject({
      action: 'create',
      code: { to: fresh },
      publish: true,
      aliases: [{ name: 'live', action: 'create' }],
    });
    expect(plan.configuration).toEqual([
      { path: 'architecture', to: 'x86_64' },
      { path: 'role', to: role },
      { path: 'memorySize', to: 512 },
      { path: 'environment.KEY', to: masked },
    ]);
  });

  it('knows no digest before the push', () => {
    const { digest: _digest, ...unknown } = target();
    expect(planFunction(unknown, undefined).code).toEqual({});
  });
});

describe('planFunction for an existing function', () => {
  it('does nothing when digest, settings and alias are as they should be', () => {
    expect(planFunction(target(), view())).toEqual({
      name: 'app',
      action: 'none',
      configuration: [],
      update: {},
      order: 'code-first',
      createRole: false,
      publish: false,
      aliases: [{ name: 'live', action: 'none', from: '1' }],
      attachments: [],
    });
  });

  it('updates code alone for another digest, and moves the alias', () => {
    const plan = planFunction(target({ digest: fresh }), view());
    expect(plan).toMatchObject({
      action: 'update',
      code: { from: old, to: fresh },
      update: {},
      publish: true,
    });
    expect(plan.aliases).toEqual([
      { name: 'live', action: 'update', from: '1', note: 'lading: before this, version 1' },
    ]);
  });

  it('counts code as changed while the digest is not known', () => {
    const { digest: _digest, ...unknown } = target();
    expect(planFunction(unknown, view())).toMatchObject({ action: 'update', code: { from: old } });
  });

  it('updates configuration alone, sending only what differs', () => {
    const plan = planFunction(target({ configuration: { role, memorySize: 512 } }), view());
    expect(plan).toMatchObject({ action: 'update', update: { memorySize: 512 }, publish: true });
    expect(plan.code).toBeUndefined();
  });

  it('sends the code again when only the architecture changes', () => {
    const plan = planFunction(target({ spec: specWith({ architecture: 'arm64' }) }), view());
    expect(plan.code).toEqual({ from: old, to: old });
    expect(plan.configuration).toEqual([{ path: 'architecture', from: 'x86_64', to: 'arm64' }]);
  });

  it('updates for a role that has still to be made', () => {
    const plan = planFunction(target({ configuration: {}, createRole: true }), view());
    expect(plan).toMatchObject({ action: 'update', createRole: true, publish: true });
  });

  it.each<[string, Partial<ObservedFunction>, string]>([
    ['creation failed', { state: 'Failed', stateReasonCode: 'InvalidImage' }, 'InvalidImage'],
    [
      'the last update failed',
      { lastUpdateStatus: 'Failed', lastUpdateStatusReasonCode: 'ImageAccessDenied' },
      'ImageAccessDenied',
    ],
    ['its image was deleted', { state: 'Inactive', stateReasonCode: 'ImageDeleted' }, 'ImageDeleted'],
  ])('gives the same digest again when %s', (_what, status, repairs) => {
    const plan = planFunction(target(), view(status));
    expect(plan).toMatchObject({ action: 'update', code: { from: old, to: old, repairs }, publish: true });
  });

  it.each<[string, Partial<ObservedFunction>]>([
    ['idle', { state: 'Inactive', stateReasonCode: 'Idle' }],
    ['still busy with it', { lastUpdateStatus: 'InProgress' }],
  ])('leaves a function alone that is %s', (_what, status) => {
    expect(planFunction(target(), view(status)).action).toBe('none');
  });

  it.each<[string, Partial<ObservedFunction>, Record<string, number>]>([
    ['other code', { codeSha256: hexFor('older') }, {}],
    ['another architecture', { architecture: 'arm64' }, {}],
    ['other settings', { configuration: configurationWith({ timeout: 4 }) }, {}],
    ['shared traffic', {}, { '2': 0.1 }],
  ])('publishes and moves an alias whose version has %s', (_what, live, weights) => {
    const plan = planFunction(target(), view({}, live, weights));
    expect(plan).toMatchObject({ action: 'update', publish: true, update: {} });
    expect(plan.code).toBeUndefined();
    expect(plan.aliases).toEqual([
      { name: 'live', action: 'update', from: '1', note: 'lading: before this, version 1' },
    ]);
  });

  it('leaves an alias whose version differs in the description alone', () => {
    const live = { configuration: configurationWith({ description: 'release 1' }) };
    expect(planFunction(target(), view({}, live)).action).toBe('none');
  });

  it('moves an alias whose version is gone, and makes a missing one', () => {
    const found = view();
    const gone: FunctionView = {
      ...found,
      aliases: { live: { ...(found.aliases.live as AliasView), target: undefined } },
    };
    expect(planFunction(target(), gone).aliases).toEqual([
      { name: 'live', action: 'update', from: '1', note: 'lading: before this, version 1' },
    ]);
    expect(planFunction(target(), { ...found, aliases: {} }).aliases).toEqual([
      { name: 'live', action: 'create' },
    ]);
  });

  it('takes an alias with the name of something inherited for missing', () => {
    const spec = specWith({ aliases: [parseAliasName('constructor')] });
    expect(planFunction(target({ spec }), view()).aliases).toEqual([
      { name: 'constructor', action: 'create' },
    ]);
  });

  it('publishes nothing and leaves the aliases when told so', () => {
    const spec = specWith({ publish: false });
    expect(planFunction(target({ spec, digest: fresh }), view())).toMatchObject({
      action: 'update',
      publish: false,
      aliases: [],
    });
  });
});

describe('planDeploy', () => {
  const nothing = planRepository(
    { name: 'app' },
    {
      uri: '' as never,
      tagMutability: 'MUTABLE',
      tagMutabilityExclusions: [],
      scanOnPush: false,
      lambdaAccess: 'allowed',
    },
  );
  const quiet = planFunction(target(), view());
  const changed = planFunction(target({ digest: fresh }), view());
  const image = (action: 'push' | 'none' | 'unknown') => ({ action, tags: [] });

  it.each([
    ['nothing', nothing, image('none'), [quiet], false],
    ['an image that was not built', nothing, image('unknown'), [quiet], false],
    ['a push', nothing, image('push'), [quiet], true],
    ['one of two functions', nothing, image('none'), [quiet, changed], true],
    ['the repository', planRepository({ name: 'app' }, undefined), image('none'), [quiet], true],
  ])('%s', (_what, repository, pushed, functions, changes) => {
    expect(planDeploy(repository, pushed, functions).changes).toBe(changes);
  });

  it('survives JSON', () => {
    const plan = planDeploy(nothing, image('push'), [quiet, changed]);
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });
});

it('an alias keeps a description of its own when it is moved', () => {
  const observed = view();
  const alias = { ...observed.aliases.live?.alias, description: 'the one that matters' };
  const own = { ...observed, aliases: { live: { alias, target: undefined } } } as typeof observed;
  expect(planFunction(target(), own).aliases).toEqual([{ name: 'live', action: 'update', from: '1' }]);
});
