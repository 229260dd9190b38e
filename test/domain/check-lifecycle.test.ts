import { describe, expect, it } from 'vitest';
import { checkLifecycle, type LifecycleSubject } from '../../src/domain/check-lifecycle.js';
import { doomedImages, parseLifecyclePolicy } from '../../src/domain/lifecycle-policy.js';

const day = 24 * 60 * 60 * 1000;
const now = Date.parse('2026-11-23T12:00:00Z');

function policy(...rules: object[]): string {
  return JSON.stringify({
    rules: rules.map((selection, index) => ({
      rulePriority: index + 1,
      description: `r${index + 1}`,
      selection,
      action: { type: 'expire' },
    })),
  });
}

const keep = (countNumber: number, more: object = {}) => ({
  tagStatus: 'any',
  countType: 'imageCountMoreThan',
  countNumber,
  ...more,
});
const days = (countNumber: number, more: object = {}) => ({
  tagStatus: 'any',
  countType: 'sinceImagePushed',
  countUnit: 'days',
  countNumber,
  ...more,
});

/** `a 3 v1 v2`: digest, age in days, tags. */
function images(...rows: string[]) {
  return rows.map((row) => {
    const [digest = '', age = '', ...tags] = row.split(' ');
    return { digest, tags, pushedAt: now - Number(age) * day };
  });
}

describe('doomedImages', () => {
  it.each<[string, string, string[], string]>([
    ['keeps the youngest', policy(keep(2)), ['a 3 x', 'b 1 x', 'c 2 x'], 'a:1'],
    ['takes the old', policy(days(7)), ['a 8', 'b 7', 'c 1'], 'a:1'],
    ['tells untagged apart', policy(days(1, { tagStatus: 'untagged' })), ['a 8', 'b 8 x'], 'a:1'],
    [
      'counts by prefix',
      policy(keep(1, { tagStatus: 'tagged', tagPrefixList: ['v'] })),
      ['a 3 v1', 'b 2 v2', 'c 9 x'],
      'a:1',
    ],
    [
      'needs a tag for every pattern',
      policy(days(1, { tagStatus: 'tagged', tagPatternList: ['v*', '*-rc'] })),
      ['a 3 v1-rc', 'b 3 v1', 'c 3 v2 x-rc'],
      'a:1 c:1',
    ],
    [
      'leaves to the first rule what it selects',
      policy(keep(5, { tagStatus: 'tagged', tagPrefixList: ['prod'] }), days(1)),
      ['a 9 prod', 'b 9 x'],
      'b:2',
    ],
    [
      'does not judge by pulls',
      policy({ tagStatus: 'any', countType: 'sinceImagePulled', countUnit: 'days', countNumber: 1 }),
      ['a 9'],
      '',
    ],
  ])('%s', (_, text, rows, expected) => {
    const doomed = doomedImages(parseLifecyclePolicy(text), images(...rows), now);
    expect(doomed.map(({ image, rule }) => `${image.digest}:${rule.priority}`).join(' ')).toBe(expected);
  });

  it.each(['', 'no JSON', '{}', '{"rules":3}', '[]'])('takes nothing by %j', (text) => {
    expect(doomedImages(parseLifecyclePolicy(text), images('a 999'), now)).toEqual([]);
  });
});

describe('checkLifecycle', () => {
  function found(text: string, rows: string[], changes: Partial<LifecycleSubject> = {}): string[] {
    const subject: LifecycleSubject = {
      policy: text,
      images: images(...rows),
      deployed: { digest: undefined, tags: ['image-1'] },
      uses: new Map([
        ['live', 'app version 3 (live)'],
        ['old', 'app version 1'],
      ]),
      now,
      ...changes,
    };
    return checkLifecycle(subject).map(({ id, severity, message }) => `${id} ${severity} ${message}`);
  }

  it('says nothing of images that nobody runs', () => {
    expect(found(policy(keep(3)), ['x 9', 'old 8', 'live 2'])).toEqual([]);
  });

  it('tells what goes because this deploy adds an image, aliases first', () => {
    expect(found(policy(keep(1)), ['old 8', 'live 2'])).toEqual([
      expect.stringMatching(
        /^A16 warning .*deletes images in use: the image of app version 3 \(live\) \(rule 1, "r1"\), the image of app version 1 /,
      ),
    ]);
  });

  it('counts an image that is stored already once', () => {
    const deployed = { digest: 'live', tags: ['v9'] };
    expect(found(policy(keep(2)), ['old 8', 'live 2'], { deployed })).toEqual([]);
  });

  it('names three and counts the rest', () => {
    const uses = new Map(['a', 'b', 'c', 'd', 'e'].map((name) => [name, `app ${name}`] as const));
    const [finding] = found(policy(keep(1)), ['a 9', 'b 9', 'c 9', 'd 9', 'e 9'], { uses });
    expect(finding).toContain('the image of app c (rule 1, "r1") and 2 more');
  });

  it('tells that the deployed image itself will go by its age', () => {
    expect(found(policy(days(14)), [])).toEqual([
      expect.stringMatching(
        /^A16 warning .*deletes the image of this deploy 14 days after its push.*\(rule 1/,
      ),
    ]);
    expect(found(policy(days(14, { tagStatus: 'untagged' })), [])).toEqual([]);
  });

  it('tells that the deployed image is due', () => {
    const deployed = { digest: 'x', tags: ['v1'] };
    expect(found(policy(days(14)), ['x 20 v1'], { deployed })).toEqual([
      expect.stringMatching(/deletes images in use: the image of this deploy \(rule 1/),
    ]);
  });

  it('calls it archiving where the policy does', () => {
    const archive = policy(keep(1)).replace('expire', 'transition');
    expect(found(archive, ['live 2'])).toEqual([expect.stringContaining('archives images in use')]);
  });
});
