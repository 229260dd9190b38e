import { describe, expect, it } from 'vitest';
import { parseTag } from '../../src/domain/image-reference.js';
import { AppError } from '../../src/errors/app-error.js';
import type { DeployResult } from '../../src/pipeline/deploy-result.js';
import type { PlanResult } from '../../src/pipeline/plan.js';
import { createPaint } from '../../src/ui/paint.js';
import { renderBytes } from '../../src/ui/render-bytes.js';
import { renderDeploy } from '../../src/ui/render-deploy.js';
import { renderError } from '../../src/ui/render-error.js';
import { renderPlan } from '../../src/ui/render-plan.js';
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
      'Make these changes: lading deploy',
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
