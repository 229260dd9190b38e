import { describe, expect, it } from 'vitest';
import type { Digest } from '../../src/domain/digest.js';
import { inUseMark, unusedMark } from '../../src/domain/image-marks.js';
import { planRetirement } from '../../src/domain/image-retirement.js';
import type { PruneView } from '../../src/domain/prune-plan.js';

const day = 86_400_000;
const now = Date.parse('2026-06-01T00:00:00Z');
const digest = (name: string) => `sha256:${Buffer.from(name).toString('hex').padEnd(64, '0')}` as Digest;

function image(name: string, age: number, ...tags: string[]) {
  const pushedAt = new Date(now - age * day).toISOString();
  return { digest: digest(name), tags, mediaType: '', pushedAt, compressedBytes: 1 };
}

const uses = (...names: string[]) =>
  names.map((name, index) => ({
    functionName: 'f',
    version: String(index + 1),
    digest: digest(name),
    time: '',
  }));

/** Names of the images to be marked, `a b | c`. */
function plan(keep: number, view: Partial<PruneView>): string {
  const { retire, protect } = planRetirement(
    { versions: [], aliases: {}, images: [], children: {}, ...view },
    keep,
    now,
  );
  const names = (images: typeof retire) =>
    images.map((item) => Buffer.from(item.digest.slice(7), 'hex').toString().replace(/\0+$/, '')).join(' ');
  return `${names(retire)}|${names(protect)}`;
}

const old = [image('a', 9), image('b', 8), image('c', 7), image('d', 6)];

describe('planRetirement', () => {
  it.each<[string, number, Partial<PruneView>, string]>([
    ['the newest stay', 1, { images: old }, 'a b c|'],
    ['all stay', 4, { images: old }, '|'],
    ['what a version runs stays besides', 1, { images: old, versions: uses('b') }, 'a c|'],
    ['what came within a day stays', 1, { images: [...old, image('e', 0.9), image('f', 0.1)] }, 'a b c d|'],
    [
      'what is marked already counts no more',
      1,
      { images: [image('a', 9), image('b', 1.5, unusedMark(digest('b'))), image('c', 3)] },
      'a|',
    ],
    [
      'what is marked and used again is protected',
      1,
      { images: [image('a', 9, unusedMark(digest('a'))), image('c', 7)], versions: uses('a') },
      '|a',
    ],
    [
      'what is protected already is left alone, used or not',
      1,
      {
        images: [
          image('a', 9, unusedMark(digest('a')), inUseMark(digest('a'))),
          image('b', 8, inUseMark(digest('b'))),
          image('c', 7),
        ],
        versions: uses('a'),
      },
      '|',
    ],
    [
      'what somebody pulled within a week stays',
      1,
      {
        images: [
          { ...image('a', 9), pulledAt: new Date(now - 6.9 * day).toISOString() },
          { ...image('b', 8), pulledAt: new Date(now - 7.1 * day).toISOString() },
          image('c', 7),
        ],
      },
      'b|',
    ],
    [
      'an index that was looked at goes all the same, but not one whose image was pulled',
      1,
      {
        images: [
          { ...image('a', 9), pulledAt: new Date(now - day).toISOString() },
          image('b', 9),
          image('c', 8),
          { ...image('d', 8), pulledAt: new Date(now - day).toISOString() },
          image('e', 7),
        ],
        children: { [digest('a')]: [digest('b')], [digest('c')]: [digest('d')] },
      },
      'b a|',
    ],
    [
      'a signature counts with its image',
      1,
      {
        images: [
          image('a', 9),
          { ...image('s', 9), subject: digest('a') },
          image('b', 8),
          { ...image('t', 7), subject: digest('b') },
        ],
      },
      's a|',
    ],
    [
      'an index counts as one and keeps its images',
      1,
      { images: old, children: { [digest('d')]: [digest('a'), digest('c')] } },
      'b|',
    ],
    [
      'an index of which a function uses one image stays',
      1,
      { images: old, children: { [digest('a')]: [digest('b')] }, versions: uses('b') },
      'c|',
    ],
    [
      'a marked index of which a function uses one image is protected',
      1,
      {
        images: [image('a', 9, unusedMark(digest('a'))), image('b', 9), image('c', 8)],
        children: { [digest('a')]: [digest('b')] },
        versions: uses('b'),
      },
      '|a',
    ],
  ])('%s', (_what, keep, view, expected) => {
    expect(plan(keep, view)).toBe(expected);
  });
});
