import { describe, expect, it } from 'vitest';
import type { Digest } from '../../src/domain/digest.js';
import {
  type FunctionVersionUse,
  type PruneRules,
  type PruneView,
  planPrune,
} from '../../src/domain/prune-plan.js';

const day = 86_400_000;
const now = Date.parse('2026-06-01T00:00:00Z');
const old = new Date(now - 30 * day).toISOString();
const young = new Date(now - day / 2).toISOString();
const rules: PruneRules = { keepReleases: 1, keepAge: day, now };

const digest = (name: string) => `sha256:${Buffer.from(name).toString('hex').padEnd(64, '0')}` as Digest;
const use = (functionName: string, version: string, image: string, time = old): FunctionVersionUse => ({
  functionName,
  version,
  digest: digest(image),
  time,
});
const image = (name: string, pushedAt = old) => ({
  digest: digest(name),
  tags: [],
  mediaType: '',
  pushedAt,
  compressedBytes: 10,
});
const alias = (version: string, weights = {}) => ({
  name: 'live',
  arn: '',
  version,
  description: '',
  weights,
  revisionId: '',
});

function plan(view: Partial<PruneView>, changes: Partial<PruneRules> = {}) {
  const { versions, images } = planPrune(
    { versions: [], aliases: {}, images: [], children: {}, ...view },
    { ...rules, ...changes },
  );
  return { versions: versions.map((item) => item.version), images: images.map((item) => item.digest) };
}

describe('versions', () => {
  const versions = [
    use('app', '$LATEST', 'e'),
    use('app', '1', 'a'),
    use('app', '2', 'b'),
    use('app', '3', 'c'),
    use('app', '4', 'd'),
  ];

  it.each<[string, Partial<PruneView>, Partial<PruneRules>, string[]]>([
    ['all but the newest go', { aliases: { app: [] } }, {}, ['1', '2', '3']],
    ['the last releases stay', { aliases: { app: [] } }, { keepReleases: 3 }, ['1']],
    ['what an alias names stays', { aliases: { app: [alias('1')] } }, {}, ['2', '3']],
    ['what an alias weighs stays', { aliases: { app: [alias('4', { '2': 0.1 })] } }, {}, ['1', '3']],
    [
      'what is young stays',
      { aliases: { app: [] }, versions: [...versions, use('app', '5', 'x'), use('app', '0', 'y', young)] },
      {},
      ['1', '2', '3', '4'],
    ],
    ['functions of others are left alone', { aliases: { other: [] } }, {}, []],
    [
      'a time that cannot be read keeps',
      { aliases: { app: [] }, versions: [use('app', '1', 'a', ''), use('app', '2', 'b')] },
      {},
      [],
    ],
    [
      'what is called by its number stays',
      {
        aliases: { app: [] },
        called: [
          { functionName: 'app', version: '2', by: 'provisioned concurrency' },
          { functionName: 'other', version: '1', by: 'an event source' },
        ],
      },
      {},
      ['1', '3'],
    ],
    [
      'a function may be called constructor',
      { aliases: {}, versions: [use('constructor', '1', 'a'), use('constructor', '2', 'a')] },
      {},
      [],
    ],
  ])('%s', (_title, view, changes, expected) => {
    expect(plan({ versions, ...view }, changes).versions).toEqual(expected);
  });
});

describe('images', () => {
  it('go when no version that stays refers to them', () => {
    const view = {
      versions: [use('app', '$LATEST', 'c'), use('app', '1', 'a'), use('app', '2', 'b')],
      aliases: { app: [] },
      images: ['a', 'b', 'c', 'd'].map((name) => image(name)),
    };
    expect(plan(view).images).toEqual([digest('a'), digest('d')]);
  });

  it('stay for functions that lading never touched, $LATEST and old versions alike', () => {
    const versions = [use('theirs', '$LATEST', 'a'), use('theirs', '1', 'b')];
    expect(plan({ versions, images: ['a', 'b', 'c'].map((name) => image(name)) }).images).toEqual([
      digest('c'),
    ]);
  });

  it('stay when they are young', () => {
    expect(plan({ images: [image('a', young), image('b')] }).images).toEqual([digest('b')]);
  });

  it('children stay with their index, an index with a child in use, and an index goes before its children', () => {
    const images = ['kept', 'k1', 'k2', 'gone', 'g1'].map((name) => image(name));
    const children = { [digest('kept')]: [digest('k1'), digest('k2')], [digest('gone')]: [digest('g1')] };
    expect(plan({ images, children, versions: [use('theirs', '1', 'k1')] }).images).toEqual([
      digest('gone'),
      digest('g1'),
    ]);
  });
});

describe('what says something about an image', () => {
  const about = (name: string, of: string) => ({ ...image(name), subject: digest(of) });
  const tagged = (name: string, of: string, end = '') => ({
    ...image(name),
    tags: [`${digest(of).replace(':', '-')}${end}`],
  });

  it.each([
    ['a signature with a subject', [about('s', 'used')], []],
    ['one of cosign, by its tag', [tagged('s', 'used', '.sig')], []],
    ['a signature of an SBOM', [about('s', 'sbom'), about('sbom', 'used')], []],
    ['a signature of an image that goes', [about('s', 'gone')], ['s']],
    ['one whose image is gone', [about('s', 'nowhere')], ['s']],
  ])('%s', (_what, artifacts, going) => {
    const images = [...artifacts, image('used'), image('gone')];
    const view = { images, versions: [use('theirs', '1', 'used')] };
    expect(plan(view).images.sort()).toEqual([...going, 'gone'].map(digest).sort());
  });

  it('stays with a child of an index, and an index of signatures keeps those', () => {
    const images = [tagged('list', 'child'), image('s'), image('child'), image('index')];
    const children = { [digest('index')]: [digest('child')], [digest('list')]: [digest('s')] };
    expect(plan({ images, children, versions: [use('theirs', '1', 'child')] }).images).toEqual([]);
  });
});

it('keeps whatever any version refers to, for any mixture', () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const pick = (count: number, salt: number) => (seed * 7919 + salt * 104_729) % count;
    const versions = Array.from({ length: 12 }, (_, index) =>
      use(`f${pick(3, index)}`, index % 4 === 0 ? '$LATEST' : `${index}`, `i${pick(9, index * 3)}`),
    );
    const images = Array.from({ length: 9 }, (_, index) => image(`i${index}`));
    const view = { versions, aliases: { f0: [], f1: [alias('5')] }, images, children: {} };
    const result = planPrune(view, rules);
    const remaining = versions.filter((item) => !result.versions.includes(item));
    const lost = remaining.filter((item) => result.images.some((gone) => gone.digest === item.digest));
    expect(lost).toEqual([]);
  }
});
