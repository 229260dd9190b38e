import { describe, expect, it } from 'vitest';
import type { FunctionStatus } from '../../src/domain/function-status.js';
import { createPaint } from '../../src/ui/paint.js';
import { renderStatus } from '../../src/ui/render-status.js';
import { digestFor } from '../domain/digests.js';

const plain = createPaint({}, {});
const digest = digestFor('new');
const short = digest.slice(0, 19);

describe('renderStatus', () => {
  const status: FunctionStatus = {
    name: 'a',
    arn: 'arn:a',
    packageType: 'Image',
    architecture: 'x86_64',
    state: 'Active',
    lastUpdateStatus: 'Successful',
    problem: null,
    image: { digest, uri: 'r/app:v1', present: true, tag: 'v1', tagDigest: digest, drift: false },
    aliases: [
      {
        name: 'live',
        version: '2',
        digest,
        weights: { '3': 0.1 },
        state: 'Active',
        problem: null,
        rolledBackFrom: null,
        shift: null,
      },
    ],
    missingAliases: [],
    lastRelease: {
      version: '3',
      digest,
      time: '2026-01-02T03:04:05.000+0000',
      tags: [],
      git: 'abc',
      by: null,
    },
    movedTags: [],
    lostVersions: [],
    expiringImages: [],
    lambdaAccess: 'allowed',
  };

  it('is a heading and a line a fact', () => {
    expect(renderStatus(status, plain).split('\n')).toEqual([
      'a  Active, last update Successful',
      '  arn           arn:a',
      '  architecture  x86_64',
      `  runs          ${digest}`,
      '  deployed as   r/app:v1',
      `  tag           v1 names ${digest}`,
      '  alias         live → 2, 10% 3',
      `  last release  version 3, ${short}, 2026-01-02T03:04:05, abc`,
    ]);
  });

  it('says how the version behind an alias is, what a rollback left, and which alias is missing', () => {
    const problem = { reasonCode: 'ImageDeleted', reason: 'It is gone.', suggestions: ['deploy'] };
    const [live] = status.aliases;
    const sick = { ...live, name: 'beta', weights: {}, state: 'Inactive', problem, rolledBackFrom: '3' };
    const lines = renderStatus(
      { ...status, aliases: [sick as never], missingAliases: ['canary'] },
      plain,
    ).split('\n');
    expect(lines.slice(6, 10)).toEqual([
      '  alias         beta → 2, rolled back from version 3, Inactive',
      '  reason        ImageDeleted: It is gone.',
      '  try           deploy',
      '  alias         canary does not exist',
    ]);
  });

  it('foretells in one line what only later pushes take from versions that nobody calls', () => {
    const rule = { priority: 2, description: 'keep few', action: 'delete' as const };
    const image = (version: string, pushes: number, ...aliases: string[]) => ({
      digest,
      versions: [version],
      aliases,
      rule,
      when: { pushes },
    });
    const expiringImages = [image('3', 2, 'live'), image('1', 1), image('2', 4)];
    const text = renderStatus({ ...status, expiringImages }, plain);
    expect(text).toContain(
      'the image of 3, which alias live names: lifecycle rule 2 "keep few" deletes it after 2 more pushes that it counts\n',
    );
    expect(text).toContain(
      'later         later pushes take the images of versions 1, 2: lifecycle rule 2, the first with the next one\n',
    );
    expect(text.match(/keepImages in the configuration is safe/g)).toHaveLength(1);
  });

  it('warns of tags that moved, images that are gone and a repository that is closed', () => {
    const text = renderStatus(
      {
        ...status,
        movedTags: [{ tag: 'v3', digest: digestFor('other') }],
        lostVersions: [
          { version: '1', digest, aliases: [] },
          { version: '2', digest, aliases: ['live'] },
        ],
        expiringImages: [
          {
            digest,
            versions: ['1'],
            aliases: ['live'],
            rule: { priority: 2, description: 'keep few', action: 'delete' },
            when: 'now',
          },
          {
            digest,
            versions: ['$LATEST', '2'],
            aliases: [],
            rule: { priority: 3, description: '', action: 'archive' },
            when: { days: 30, after: 'pull' },
          },
        ],
        lambdaAccess: 'missing',
      },
      plain,
    );
    expect(text).toMatch(/tag {11}v3 names sha256:[0-9a-f]{12} now: drift/);
    expect(text).toContain('image gone    of version 1\n');
    expect(text).toContain('image gone    of version 2, which alias live names');
    expect(text).toContain(
      'will go       the image of 1, which alias live names: lifecycle rule 2 "keep few" deletes it within a day',
    );
    expect(text).toContain(
      'the image of $LATEST, 2: lifecycle rule 3 archives it 30 days after its last pull',
    );
    expect(text).toContain('its policy does not let Lambda pull (missing)');
  });

  it('shows what is wrong and what to do', () => {
    const problem = { reasonCode: 'ImageDeleted', reason: 'It is gone.', suggestions: ['Push it.'] };
    const image = {
      digest,
      uri: 'r/app:v1',
      present: false,
      tag: 'v1',
      tagDigest: digestFor('other'),
      drift: true,
    };
    const text = renderStatus({ ...status, state: 'Inactive', problem, image }, plain);
    expect(text).toContain('reason        ImageDeleted: It is gone.');
    expect(text).toContain('try           Push it.');
    expect(text).toContain('(no longer in the repository)');
    expect(text).toContain('now: drift');
  });

  it('shows a Zip function as one', () => {
    expect(renderStatus({ ...status, packageType: 'Zip', image: null }, plain)).toContain(
      'package type  Zip',
    );
  });
});
