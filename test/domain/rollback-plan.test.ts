import { describe, expect, it } from 'vitest';
import { rememberBefore } from '../../src/domain/alias-note.js';
import type { Digest } from '../../src/domain/digest.js';
import type { ObservedAlias } from '../../src/domain/function-state.js';
import { listReleases } from '../../src/domain/release.js';
import {
  parseRollbackTarget,
  planRollback,
  type RollbackTarget,
  type RollbackView,
} from '../../src/domain/rollback-plan.js';
import { AppError } from '../../src/errors/app-error.js';
import { configurationWith, observedWith } from './functions.js';

const digest = (letter: string) => `sha256:${letter.repeat(64)}` as Digest;
const version = (number: string, letter: string, changes = {}) =>
  observedWith({ version: number, codeSha256: letter.repeat(64), configuration: configurationWith(changes) });

/** Versions 1 (a), 2 (b), 3 (b, other memory), 4 (c); `$LATEST` is 4's code. */
const versions = [
  version('1', 'a'),
  version('2', 'b'),
  version('3', 'b', { memorySize: 512 }),
  version('4', 'c'),
];

function alias(changes: Partial<ObservedAlias> = {}): ObservedAlias {
  return { name: 'live', arn: 'a', version: '4', description: '', weights: {}, revisionId: 'r', ...changes };
}

function view(pointer: ObservedAlias | undefined, images?: string[], ...more: ObservedAlias[]): RollbackView {
  const catalogued = images?.map((letter) => ({
    digest: digest(letter),
    tags: [],
    mediaType: '',
    pushedAt: '',
    compressedBytes: 1,
  }));
  return {
    latest: observedWith({ codeSha256: 'c'.repeat(64) }),
    aliases: pointer ? [pointer, ...more] : [],
    releases: listReleases(versions, pointer ? [pointer, ...more] : [], catalogued),
    configurations: Object.fromEntries(versions.map((item) => [item.version, item.configuration])),
  };
}

const plan = (target: RollbackTarget, seen: RollbackView, withConfiguration = false) =>
  planRollback('app', target, seen, { withConfiguration });

describe('an alias', () => {
  it.each<[string, RollbackTarget, ObservedAlias, string]>([
    ['previous is the newest older version with another digest', { kind: 'previous' }, alias(), '3'],
    ['previous skips versions of the same digest', { kind: 'previous' }, alias({ version: '3' }), '1'],
    [
      'previous is what the alias remembers',
      { kind: 'previous' },
      alias({ description: rememberBefore('', '1') }),
      '1',
    ],
    [
      'a memory of a version that is gone is no memory',
      { kind: 'previous' },
      alias({ description: rememberBefore('', '77') }),
      '3',
    ],
    [
      'a memory may be newer: forth after back',
      { kind: 'previous' },
      alias({ version: '2', description: rememberBefore('', '4') }),
      '4',
    ],
    ['a version', { kind: 'version', version: '1' }, alias(), '1'],
    ['a digest is the newest version that runs it', { kind: 'digest', digest: digest('b') }, alias(), '3'],
  ])('%s', (_title, target, pointer, expected) => {
    expect(plan(target, view(pointer))).toMatchObject({
      method: 'alias',
      to: { version: expected },
      kept: [],
      update: {},
    });
  });

  it('has nothing to do where it is already, but split traffic has to end', () => {
    const there: RollbackTarget = { kind: 'version', version: '4' };
    expect(plan(there, view(alias())).method).toBe('none');
    expect(plan(there, view(alias({ weights: { '1': 0.1 } })))).toMatchObject({
      method: 'alias',
      clearsWeights: true,
    });
  });

  it('updates the code when no version runs the digest', () => {
    expect(plan({ kind: 'digest', digest: digest('d') }, view(alias()))).toMatchObject({
      method: 'code',
      to: { version: null, digest: digest('d') },
    });
  });
});

describe('several aliases', () => {
  const beta = (changes: Partial<ObservedAlias> = {}) => alias({ name: 'beta', ...changes });
  const actions = (target: RollbackTarget, first: ObservedAlias, ...more: ObservedAlias[]) => {
    const { method, to, aliases, clearsWeights } = plan(target, view(first, undefined, ...more));
    return [method, to.version, aliases.map(({ name, action }) => `${name} ${action}`), clearsWeights];
  };
  const previous: RollbackTarget = { kind: 'previous' };

  it.each<[string, unknown[], unknown[]]>([
    [
      'all that run the present release go',
      actions(previous, alias(), beta()),
      ['alias', '3', ['live move', 'beta move'], false],
    ],
    [
      'the memory of the first one decides',
      actions(previous, alias({ description: rememberBefore('', '2') }), beta()),
      ['alias', '2', ['live move', 'beta move'], false],
    ],
    [
      'one that runs something else stays with previous',
      actions(previous, alias(), beta({ version: '1' })),
      ['alias', '3', ['live move', 'beta stay'], false],
    ],
    [
      'one that is there already has nothing to do',
      actions(previous, alias(), beta({ version: '3' })),
      ['alias', '3', ['live move', 'beta none'], false],
    ],
    [
      'all go to a version that is named',
      actions({ kind: 'version', version: '2' }, alias({ version: '2' }), beta({ version: '1' })),
      ['alias', '2', ['live none', 'beta move'], false],
    ],
    [
      'the split traffic of each ends',
      actions({ kind: 'version', version: '4' }, alias(), beta({ weights: { '1': 0.5 } })),
      ['alias', '4', ['live none', 'beta move'], true],
    ],
    [
      'nothing to do when all are there',
      actions({ kind: 'version', version: '4' }, alias(), beta()),
      ['none', '4', ['live none', 'beta none'], false],
    ],
    [
      'all go to the version that is still to be published',
      actions({ kind: 'digest', digest: digest('d') }, alias(), beta({ version: '1' })),
      ['code', null, ['live move', 'beta move'], false],
    ],
  ])('%s', (_what, found, expected) => {
    expect(found).toEqual(expected);
  });
});

describe('$LATEST', () => {
  it('says what stays, and takes it back where asked', () => {
    const target: RollbackTarget = { kind: 'version', version: '3' };
    const kept = plan(target, view(undefined));
    expect(kept).toMatchObject({
      method: 'code',
      alias: null,
      kept: [{ path: 'memorySize', to: 512 }],
      update: {},
    });
    expect(plan(target, view(undefined), true)).toMatchObject({ kept: [], update: { memorySize: 512 } });
  });

  it('has nothing to do for the digest that it runs', () => {
    expect(plan({ kind: 'version', version: '4' }, view(undefined)).method).toBe('none');
  });
});

describe('nothing to go to', () => {
  it.each<[RollbackTarget, ObservedAlias]>([
    [{ kind: 'version', version: '9' }, alias()],
    [{ kind: 'previous' }, alias({ version: '1' })],
  ])('%j lists what there is', (target, pointer) => {
    try {
      plan(target, view(pointer, ['a', 'c']));
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
      expect((error as AppError).code).toBe('NO_ROLLBACK_TARGET');
      expect((error as AppError).details.available).toMatchObject([{ version: '4' }, { version: '1' }]);
    }
  });
});

it.each([
  ['previous', { kind: 'previous' }],
  ['12', { kind: 'version', version: '12' }],
  [digest('a'), { kind: 'digest', digest: digest('a') }],
  ['v1.2', { kind: 'tag', tag: 'v1.2' }],
])('--to %s', (text, expected) => {
  expect(parseRollbackTarget(text)).toEqual(expected);
});
