import { describe, expect, test } from 'vitest';
import { parseConfig } from './parse-config.js';
import { thrownBy } from './thrown.js';

const text = `name: thumbnails
region: eu-west-1
repository: { name: team/thumbnails, tagMutability: immutable }
image: { args: { NODE_ENV: production, LEVEL: info } }
functions:
  resize:
    memorySize: 1024
    timeout: 30
    environment: { BUCKET: photos, LEVEL: info }
    vpc: { subnetIds: [subnet-1, subnet-2], securityGroupIds: [sg-1] }
    alias: [live, canary]
  rotate: {}
stages:
  dev:
  prod:
    region: us-east-1
    repository: { tagMutability: mutable }
    image: { args: { LEVEL: warn } }
    functions:
      resize:
        memorySize: 2048
        environment: { LEVEL: warn }
        vpc: { subnetIds: [subnet-9] }
        alias: live
`;

describe('a stage', () => {
  test('is laid over the settings name by name; lists and single values are replaced', async () => {
    const settings = await parseConfig(text, 'lading.yaml', { stage: 'prod' });
    expect(settings).toEqual({
      name: 'thumbnails',
      region: 'us-east-1',
      repository: { name: 'team/thumbnails', tagMutability: 'mutable' },
      image: { args: { NODE_ENV: 'production', LEVEL: 'warn' } },
      functions: {
        resize: {
          memorySize: 2048,
          timeout: 30,
          environment: { BUCKET: 'photos', LEVEL: 'warn' },
          vpc: { subnetIds: ['subnet-9'], securityGroupIds: ['sg-1'] },
          alias: 'live',
        },
        rotate: {},
      },
    });
  });

  test('that is empty, and none at all, leave the settings as they are', async () => {
    const base = await parseConfig(text, 'lading.yaml');
    expect(base.region).toBe('eu-west-1');
    expect(await parseConfig(text, 'lading.yaml', { stage: 'dev' })).toEqual(base);
  });

  test('that the file does not have is refused with those it has', async () => {
    const error = await thrownBy(() => parseConfig(text, 'lading.yaml', { stage: 'prd' }));
    expect(error).toMatchObject({
      code: 'USAGE',
      exitCode: 2,
      message: 'lading.yaml has no stage prd; it has dev, prod.',
      suggestions: ['Did you mean prod?'],
      details: { stage: 'prd', known: ['dev', 'prod'] },
    });
  });

  test('counts for ${stage} alone where there is no stages:, and is refused where it counts for nothing', async () => {
    const named = 'name: a1\nfunctions: { a: { description: "of ${stage}" } }';
    expect(await parseConfig(named, 'lading.yaml', { stage: 'x' })).toMatchObject({
      functions: { a: { description: 'of x' } },
    });
    const error = await thrownBy(() =>
      parseConfig('name: a1\nfunctions: { a: {} }', 'lading.yaml', { stage: 'x' }),
    );
    expect(error.code).toBe('USAGE');
    expect(error.message).toBe(
      'lading.yaml has neither stages: nor ${stage}, so --stage x would change nothing.',
    );
  });
});

const wrong = (stages: string) => `name: a1\nfunctions:\n  resize: { timeout: 3 }\nstages:\n${stages}\n`;

test.each([
  [
    '  prod: { functions: { resize: { memroySize: 512 } } }',
    'lading.yaml:5: stages.prod.functions.resize.memroySize is not a known setting; did you mean memorySize?',
  ],
  [
    '  prod:\n    functions:\n      resize:\n        timeout: 901',
    'lading.yaml:8: stages.prod.functions.resize.timeout is 901; allowed: a whole number of seconds from 1 to 900.',
  ],
  [
    '  prod: { functions: { resise: { timeout: 5 } } }',
    'lading.yaml:5: stages.prod.functions.resise is not a function of this file; did you mean resize?',
  ],
  [
    '  prod: { name: other }',
    'lading.yaml:5: stages.prod.name is not a setting of a stage; a stage may have region, repository, image, functions.',
  ],
  [
    '  prod: { regoin: eu-west-1 }',
    'lading.yaml:5: stages.prod.regoin is not a setting of a stage; did you mean region?',
  ],
  ['  prod: 5', 'lading.yaml:5: stages.prod must hold settings, one "name: value" a line.'],
  [
    '  "a b": {}',
    'lading.yaml:5: stages.a… is not an allowed name; allowed: up to 64 letters, digits, - or _.',
  ],
  ['  - prod', 'lading.yaml:4: stages must hold settings by the names of stages.'],
  [
    '  prod: { functions: { resize: { vpc: { subnetIds: [subnet-1] } } } }',
    'lading.yaml:5: stages.prod.functions.resize.vpc.securityGroupIds is missing; allowed: a list of at most 5 security group ids.',
  ],
])('%j is refused whether the stage is chosen or not', async (stages, message) => {
  expect((await thrownBy(() => parseConfig(wrong(stages), 'lading.yaml'))).message).toBe(message);
  const chosen = await thrownBy(() => parseConfig(wrong(stages), 'lading.yaml', { stage: 'prod' }));
  if (chosen.code === 'CONFIG_INVALID') expect(chosen.message).toBe(message);
});

test('a problem of the base is told once, and at its own line', async () => {
  const error = await thrownBy(() =>
    parseConfig(text.replace('timeout: 30', 'timeout: 901'), 'lading.yaml', { stage: 'prod' }),
  );
  expect(error.message).toBe(
    'lading.yaml:8: functions.resize.timeout is 901; allowed: a whole number of seconds from 1 to 900.',
  );
});
