import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/domain/digest.js';
import { inUseMark, isGivenUp, unusedMark } from '../../src/domain/image-marks.js';
import { readKeepImages, renderKeepImages } from '../../src/domain/keep-images.js';
import { agingRule, doomedImages, parseLifecyclePolicy } from '../../src/domain/lifecycle-policy.js';
import { readLifecyclePolicy } from '../../src/region/ecr/lifecycle-policy.js';

const day = 24 * 60 * 60 * 1000;
const theirs = {
  rulePriority: 9,
  description: 'latest only',
  selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 },
  action: { type: 'expire' },
};

function withRules(text: string, change: (rules: object[]) => object[]): string {
  return JSON.stringify({ rules: change((JSON.parse(text) as { rules: object[] }).rules) });
}

describe('readKeepImages', () => {
  const own = renderKeepImages(30);

  it.each([
    ['no policy', undefined, { keepImages: false, others: false }],
    ['its own', own, { keepImages: 30, others: false }],
    ['others', JSON.stringify({ rules: [theirs] }), { keepImages: false, others: true }],
    ['both', withRules(own, (rules) => [...rules, theirs]), { keepImages: 30, others: true }],
    ['half of its own', withRules(own, (rules) => rules.slice(1)), { keepImages: undefined, others: false }],
    [
      'its own, changed by hand',
      own.replace('"countNumber":1}', '"countNumber":7}'),
      { keepImages: undefined, others: false },
    ],
    [
      'its own, with other priorities',
      own.replace('"rulePriority":2', '"rulePriority":40'),
      { keepImages: 30, others: false },
    ],
  ])('%s', (_what, policy, expected) => {
    expect(readKeepImages(policy)).toEqual(expected);
  });
});

describe('the policy', () => {
  const policy = renderKeepImages(3);
  const [idle, live] = [digestOf(Buffer.from('idle')), digestOf(Buffer.from('live'))];
  const image = (digest: string, ...tags: string[]) => ({ digest, tags, pushedAt: 0 });

  it('is one that ECR takes', () => {
    expect(() => readLifecyclePolicy(policy)).not.toThrow();
    expect(policy.length).toBeGreaterThanOrEqual(100);
  });

  it('takes what is marked as unused and nothing else, however old and many', () => {
    const others = Array.from({ length: 50 }, (_, index) => image(`other-${index}`, `v${index}`));
    const images = [
      image(idle, 'v1', unusedMark(idle)),
      image(live, unusedMark(live), inUseMark(live)),
      image('untagged'),
      ...others,
    ];
    const doomed = doomedImages(parseLifecyclePolicy(policy), images, 1000 * day);
    expect(doomed.map((item) => item.image.digest)).toEqual([idle]);
    expect(agingRule(parseLifecyclePolicy(policy), image(live, inUseMark(live)))).toBeUndefined();
  });

  it('marks each image with tags of its own', () => {
    expect(unusedMark(idle)).not.toBe(unusedMark(live));
    expect([[], ['v1'], [unusedMark(idle)], [inUseMark(idle), unusedMark(idle)]].map(isGivenUp)).toEqual([
      false,
      false,
      true,
      false,
    ]);
  });
});
