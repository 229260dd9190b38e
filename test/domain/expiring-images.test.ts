import { describe, expect, it } from 'vitest';
import { expiringImages } from '../../src/domain/expiring-images.js';
import { inUseMark, unusedMark } from '../../src/domain/image-marks.js';
import { renderKeepImages } from '../../src/domain/keep-images.js';
import { digestFor } from './digests.js';

const day = 24 * 60 * 60 * 1000;
const now = Date.parse('2026-11-23T12:00:00Z');
const [a, b, c] = [digestFor('a'), digestFor('b'), digestFor('c')];

const image = (digest: string, age: number, ...tags: string[]) => ({
  digest,
  tags,
  pushedAt: now - age * day,
});
const need = (digest: string, version: string, ...aliases: string[]) => ({ digest, version, aliases });
const rule = (selection: object, type = 'expire') =>
  JSON.stringify({
    rules: [
      {
        rulePriority: 3,
        description: 'theirs',
        selection: { tagStatus: 'any', ...selection },
        action: { type },
      },
    ],
  });

const images = [image(a, 9, 'v1'), image(b, 8, 'v2'), image(c, 1, 'v3')];
const needs = [
  need(c, '$LATEST'),
  need(c, '3', 'live'),
  need(b, '2'),
  need(a, '1', 'stable'),
  need(a, '4', 'canary'),
];

describe('expiringImages', () => {
  it('lists what goes with the next evaluation, with everything that needs it, aliases first', () => {
    expect(
      expiringImages(rule({ countType: 'imageCountMoreThan', countNumber: 1 }), images, needs, now),
    ).toEqual([
      {
        digest: a,
        versions: ['1', '4'],
        aliases: ['stable', 'canary'],
        rule: { priority: 3, description: 'theirs', action: 'delete' },
        when: 'now',
      },
      { digest: b, versions: ['2'], aliases: [], rule: expect.anything(), when: 'now' },
    ]);
  });

  it.each([
    ['sinceImagePushed', 'push'],
    ['sinceImagePulled', 'pull'],
  ])('tells what only its age keeps: %s', (countType, after) => {
    const policy = rule({ countType, countUnit: 'days', countNumber: 30 }, 'transition');
    expect(expiringImages(policy, [image(c, 1)], needs, now)).toEqual([
      {
        digest: c,
        versions: ['3', '$LATEST'],
        aliases: ['live'],
        rule: { priority: 3, description: 'theirs', action: 'archive' },
        when: { days: 30, after },
      },
    ]);
  });

  it('is silent about images that nobody here needs, and about counts that are not reached', () => {
    const old = rule({ countType: 'sinceImagePushed', countUnit: 'days', countNumber: 5 });
    expect(expiringImages(old, images, [], now)).toEqual([]);
    const many = rule({ countType: 'imageCountMoreThan', countNumber: 20 });
    expect(expiringImages(many, images, needs, now)).toEqual([]);
  });

  it('foretells what a count takes with later pushes, but nothing of the newest image', () => {
    const policy = rule({ countType: 'imageCountMoreThan', countNumber: 4 });
    const found = expiringImages(policy, images, needs, now);
    expect(found.map(({ digest, versions, when }) => [digest, versions, when])).toEqual([
      [a, ['1', '4'], { pushes: 2 }],
      [b, ['2'], { pushes: 3 }],
    ]);
    const tagged = { tagStatus: 'tagged', tagPrefixList: ['v1'], countType: 'imageCountMoreThan' };
    expect(expiringImages(rule({ ...tagged, countNumber: 2 }), images, needs, now)).toEqual([]);
  });

  it('judges the policy of keepImages by its marks', () => {
    const marked = [image(a, 9, unusedMark(a)), image(b, 9, unusedMark(b), inUseMark(b)), image(c, 9)];
    const found = expiringImages(renderKeepImages(1), marked, needs, now);
    expect(found.map(({ digest }) => digest)).toEqual([a]);
  });
});
