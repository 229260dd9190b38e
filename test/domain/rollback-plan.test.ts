import { describe, expect, it } from 'vitest';
import { rememberBefore } from '../../src/domain/alias-note.js';
import type { Digest } from '../../src/domain/digest.js';
import type { ObservedAlias } from '../../src/domain/function-state.js';
import { leftFor } from '../../src/domain/previous-release.js';
import { listReleases } from '../../src/domain/release.js';
import { noTarget } from '../../src/domain/rollback-choices.js';
import { planRollback, type RollbackPlan, type RollbackView } from '../../src/domain/rollback-plan.js';
import { parseRollbackTarget, type RollbackTarget } from '../../src/domain/rollback-target.js';
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
    releases: listReleases(
      versions,
      pointer ? [pointer, ...more] : [],
      catalogued && { images: catalogued, elsewhere: [], unknown: new Set() },
    ),
    versions,
  };
}

function plan(target: RollbackTarget, seen: RollbackView, withConfiguration = false): RollbackPlan {
  const found = planRollback('app', target, seen, { withConfiguration });
  if ('missing' in found) throw new Error(found.missing);
  return found;
}

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
      alias({ description: rememberBefore('', '0') }),
      '3',
    ],
    [
      'of traffic that somebody else splits it is the older one',
      { kind: 'previous' },
      alias({ weights: { '3': 0.9 }, description: rememberBefore('', '1') }),
      '3',
    ],
    [
      'also where that is the main one',
      { kind: 'previous' },
      alias({ version: '3', weights: { '4': 0.1 }, description: rememberBefore('', '1') }),
      '3',
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

  it('leaves variables alone that Lambda could not show', () => {
    const seen = view(undefined);
    const latest = { ...seen.latest, configuration: configurationWith({ environment: { KEY: 'secret' } }) };
    const hidden = seen.versions.map((item) => ({ ...item, environmentError: 'AccessDenied' }));
    const target: RollbackTarget = { kind: 'version', version: '3' };
    expect(plan(target, { ...seen, latest }, true).update).toEqual({ memorySize: 512, environment: {} });
    expect(plan(target, { ...seen, latest, versions: hidden }, true).update).toEqual({ memorySize: 512 });
  });

  it('has nothing to do for the digest that it runs', () => {
    expect(plan({ kind: 'version', version: '4' }, view(undefined)).method).toBe('none');
  });
});

describe('a rollback again', () => {
  const previous: RollbackTarget = { kind: 'previous' };

  it('goes no further: the same command may have been killed before it could say that it was done', () => {
    const back = alias({ version: '3', description: rememberBefore('', '4') });
    expect(plan(previous, view(back))).toMatchObject({
      method: 'none',
      to: { version: '3' },
      alreadyBack: { from: '4', further: '1' },
    });
    expect(plan({ kind: 'version', version: '4' }, view(back))).toMatchObject({
      method: 'alias',
      alreadyBack: null,
    });
  });

  it('goes back as before once the alias went forward', () => {
    const forward = alias({ version: '4', description: rememberBefore('', '3') });
    expect(plan(previous, view(forward))).toMatchObject({ method: 'alias', to: { version: '3' } });
  });

  /** `$LATEST` runs one digest, and a rollback may have published a fifth version. */
  const latestRuns = (letter: string, fifth?: [letter: string, back: string]): RollbackView => {
    const note = fifth && { description: `lading/1 by=me back=${fifth[1]}` };
    const all = fifth ? [...versions, version('5', fifth[0], note)] : versions;
    const latest = observedWith({ codeSha256: letter.repeat(64) });
    return { ...view(undefined), latest, releases: listReleases(all, [], undefined) };
  };

  it.each<[string, RollbackView, unknown]>([
    ['an untouched $LATEST goes back', latestRuns('c'), { method: 'code', to: { version: '3' } }],
    [
      'one that was killed before it published goes on to the same release',
      latestRuns('b'),
      { method: 'code', to: { version: '3', digest: digest('b') }, alreadyBack: null },
    ],
    [
      'one that ended goes no further',
      latestRuns('b', ['b', '4']),
      { method: 'none', to: { version: '5' }, alreadyBack: { from: '4', further: '1' } },
    ],
    [
      'one that was taken forward again goes back again',
      latestRuns('c', ['b', '4']),
      { method: 'code', to: { version: '5', digest: digest('b') } },
    ],
    [
      'code that no version has goes to the newest one',
      latestRuns('e'),
      { method: 'code', to: { version: '4' } },
    ],
  ])('%s', (_what, seen, expected) => {
    expect(plan(previous, seen)).toMatchObject(expected as object);
  });

  it('publishes what it named, where it was killed before that', () => {
    expect(plan({ kind: 'digest', digest: digest('b') }, latestRuns('b')).method).toBe('code');
    expect(plan({ kind: 'digest', digest: digest('b') }, latestRuns('b', ['b', '4'])).method).toBe('none');
  });
});

it.each([
  ['b', '4'],
  ['c', undefined],
  ['e', undefined],
])('going to %s leaves version %s', (letter, left) => {
  expect(leftFor(digest(letter), listReleases(versions, [], undefined))).toBe(left);
});

describe('nothing to go to', () => {
  it.each<[RollbackTarget, ObservedAlias, string]>([
    [{ kind: 'version', version: '9' }, alias(), 'version 9'],
    [{ kind: 'previous' }, alias({ version: '1' }), 'release before the present one'],
  ])('%j says what is missing', (target, pointer, missing) => {
    const found = planRollback('app', target, view(pointer), { withConfiguration: false });
    expect(found).toEqual({ missing });
  });

  it('and lists what there is, but for images that are gone', () => {
    const error = noTarget('app', 'version 9', view(alias(), ['a', 'c']).releases);
    expect(error.code).toBe('NO_ROLLBACK_TARGET');
    expect(error.message).toMatch(
      /no version 9 to roll back to\. Nothing was changed\. There is: version 4 \(sha256:c+\); 1 /,
    );
    expect(error.details.available).toMatchObject([{ version: '4' }, { version: '1' }]);
  });
});

it.each([
  ['previous', { kind: 'previous' }],
  ['12', { kind: 'number', text: '12' }],
  ['version:12', { kind: 'version', version: '12' }],
  ['tag:12', { kind: 'tag', tag: '12' }],
  ['tag:previous', { kind: 'tag', tag: 'previous' }],
  [digest('a'), { kind: 'digest', digest: digest('a') }],
  [`host:5000/team/app:v1@${digest('a')}`, { kind: 'digest', digest: digest('a') }],
  ['sha256:0a1b2c3d4e5f', { kind: 'short', prefix: 'sha256:0a1b2c3d4e5f' }],
  ['v1.2', { kind: 'tag', tag: 'v1.2' }],
])('--to %s', (text, expected) => {
  expect(parseRollbackTarget(text)).toEqual(expected);
});

it.each(['', 'a b', 'host/app:v1', 'sha256:xyz', 'version:x'])('--to "%s" is refused', (text) => {
  expect(() => parseRollbackTarget(text)).toThrow(/not an image tag/);
});
