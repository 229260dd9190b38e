import { describe, expect, it } from 'vitest';
import type { FunctionStatus } from '../../src/domain/function-status.js';
import { parseTag } from '../../src/domain/image-reference.js';
import { AppError } from '../../src/errors/app-error.js';
import type { DeployResult } from '../../src/pipeline/deploy-result.js';
import type { PlanResult } from '../../src/pipeline/plan.js';
import { createPaint } from '../../src/ui/paint.js';
import { renderBytes } from '../../src/ui/render-bytes.js';
import { renderDeploy } from '../../src/ui/render-deploy.js';
import { renderError } from '../../src/ui/render-error.js';
import { renderPlan } from '../../src/ui/render-plan.js';
import { renderStatus } from '../../src/ui/render-status.js';
import { digestFor } from '../domain/digests.js';

const plain = createPaint({}, {});
const digest = digestFor('new');
const short = digest.slice(0, 19);

describe('renderBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 kB'],
    [31_000_000, '31.0 MB'],
    [999_999, '1.0 MB'],
    [999_960_000, '1.00 GB'],
    [1_200_000_000, '1.20 GB'],
  ])('%i', (bytes, text) => {
    expect(renderBytes(bytes)).toBe(text);
  });
});

describe('renderError', () => {
  it('says what happened, what had been done, what to do and where to read on', () => {
    const error = new AppError({
      code: 'PUSH_FAILED',
      message: 'It broke.',
      suggestions: ['Push again.', 'Ask.'],
    });
    expect(renderError(error, ['created repository app', 'pushed app:1'], plain)).toBe(
      [
        'Error PUSH_FAILED: It broke.',
        'Done before that: created repository app; pushed app:1.',
        '  Try: Push again.',
        '  Try: Ask.',
        '  More: docs/errors.md#push_failed',
      ].join('\n'),
    );
    expect(renderError(error, [], plain)).not.toContain('Done before that');
  });
});

describe('renderDeploy', () => {
  const result: DeployResult = {
    changed: true,
    repository: { uri: 'r/app', action: 'unchanged' },
    image: {
      tag: 'image-1',
      digest,
      uri: `r/app@${digest}`,
      architecture: 'arm64',
      compressedBytes: 4_200,
      layers: { total: 3, pushed: 1 },
    },
    warnings: [],
    functions: [
      {
        name: 'a',
        arn: 'x',
        action: 'created',
        version: '1',
        alias: { name: 'live', version: '1' },
        aliases: [
          { name: 'live', version: '1' },
          { name: 'beta', version: '1' },
        ],
        state: 'Active',
        lastUpdateStatus: 'Successful',
        codeSha256: '',
        functionUrl: null,
      },
      {
        name: 'longer',
        arn: 'x',
        action: 'unchanged',
        version: null,
        alias: null,
        aliases: [],
        state: 'Inactive',
        lastUpdateStatus: 'Successful',
        codeSha256: '',
        functionUrl: null,
      },
    ],
    timings: { repository: 0, build: 0, push: 0, function: 0, wait: 0, total: 1_234 },
  };

  it('is the pinned image, then a line a function', () => {
    expect(renderDeploy(result, plain).split('\n')).toEqual([
      `image  r/app@${digest}`,
      '       image-1, arm64, 4.2 kB, 1 of 3 layers sent',
      'a       created, Active, version 1, live → 1, beta → 1',
      'longer  unchanged, Inactive',
      'Done in 1.2 s.',
    ]);
  });

  it('says when there was nothing to do', () => {
    expect(renderDeploy({ ...result, changed: false }, plain)).toContain(
      'Nothing to do: everything is as it should be.',
    );
    expect(renderDeploy({ ...result, functions: [] }, plain)).toContain('Done in 1.2 s.');
  });
});

describe('renderPlan', () => {
  const none = { name: 'app', action: 'none', changes: [], addPolicy: false } as const;
  const untouched = {
    configuration: [],
    order: 'code-first',
    createRole: false,
    publish: false,
    aliases: [],
    attachments: [],
  } as const;
  const tags = [parseTag('image-1')];
  const compared = { compressedBytes: null, layers: { total: 3, toPush: null }, replaces: [] };

  function plan(changes: Partial<PlanResult>): PlanResult {
    return {
      repository: none,
      image: { ...compared, action: 'none', tags, digest },
      functions: [],
      warnings: [],
      changes: true,
      ...changes,
    };
  }

  it('marks what is added, changed and removed', () => {
    const text = renderPlan(
      plan({
        repository: {
          ...none,
          action: 'update',
          changes: [{ path: 'scanOnPush', from: false, to: true }],
          addPolicy: true,
        },
        image: {
          ...compared,
          action: 'push',
          tags: [...tags, parseTag('v1')],
          uncompressedBytes: 31_000_000,
          layers: { total: 3, toPush: 1 },
          replaces: [{ digest: digestFor('old'), compressedBytes: 9_000_000 }],
        },
        functions: [
          {
            ...untouched,
            name: 'a',
            action: 'update',
            code: { from: digestFor('old') },
            configuration: [
              { path: 'memorySize', from: 128, to: 256 },
              { path: 'environment.KEY', to: '(hidden)' },
              { path: 'imageConfig.command', from: ['x'] },
            ],
            createRole: true,
            publish: true,
            aliases: [
              { name: 'live', action: 'update', from: '3' },
              { name: 'new', action: 'create' },
              { name: 'same', action: 'none', from: '1' },
            ],
          },
        ],
      }),
      plain,
    );
    expect(text.split('\n')).toEqual([
      '~ repository app',
      '  ~ scanOnPush: false → true',
      '  + policy statement that lets lambda.amazonaws.com pull',
      '+ image image-1, v1 (digest known after the push, 31.0 MB uncompressed)',
      `  ~ replaces ${digestFor('old').slice(0, 19)} (9.0 MB compressed)`,
      '  + 1 of 3 layers, compared with what the functions run now',
      '~ function a',
      '  + role with the basic execution policy',
      `  ~ code: ${digestFor('old').slice(0, 19)} → the image above`,
      '  ~ memorySize: 128 → 256',
      '  + environment.KEY: "(hidden)"',
      '  - imageConfig.command: ["x"]',
      '  + version',
      '  ~ alias live: 3 → the new version',
      '  + alias new → the new version',
      'Run lading deploy to make these changes.',
    ]);
  });

  it('says when it is not known how many layers to push', () => {
    const image = { ...compared, action: 'push' as const, tags };
    expect(renderPlan(plan({ image }), plain)).toContain('how many of 3 layers to push is known only then');
  });

  it('says why the same code is given again', () => {
    const code = { from: digest, to: digest, repairs: 'ImageAccessDenied' };
    const text = renderPlan(
      plan({ functions: [{ ...untouched, name: 'a', action: 'update', code }] }),
      plain,
    );
    expect(text).toContain(
      `~ code: ${short} → ${short} (Lambda ended the last one as Failed: ImageAccessDenied)`,
    );
  });

  it('says when there is nothing to do', () => {
    const functions = [{ ...untouched, name: 'a', action: 'none' as const }];
    expect(renderPlan(plan({ functions, changes: false }), plain).split('\n')).toEqual([
      '  repository app unchanged',
      `  image image-1 (${short})`,
      '  function a unchanged',
      'Nothing to do: everything is as it should be.',
    ]);
  });
});

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
