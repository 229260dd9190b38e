import { describe, expect, test } from 'vitest';
import type { FlagOverrides } from '../../src/config/flag-overrides.js';
import type { LoadedConfig } from '../../src/config/load.js';
import { resolveDeployment } from '../../src/config/resolve-deployment.js';
import { parseConfig } from './parse-config.js';
import { thrownBy } from './thrown.js';

const role = 'arn:aws:iam::123456789012:role/hello';
const cwd = '/home/dev/shop';

async function config(text: string): Promise<LoadedConfig> {
  return {
    path: '/home/dev/shop/deploy/lading.yaml',
    file: 'deploy/lading.yaml',
    folder: '/home/dev/shop/deploy',
    settings: await parseConfig(text, 'deploy/lading.yaml'),
  };
}

const two = await config(`name: thumbnails
region: eu-west-1
image: { context: ../app, dockerfile: docker/Dockerfile, args: { A: file, B: file } }
functions:
  resize: { role: auto, memorySize: 512, alias: [blue, green], environment: { BUCKET: photos } }
  rotate: { name: thumbnails-rotate, timeout: 3 }
`);

describe('flags alone', () => {
  test('a function and its role are enough', () => {
    expect(resolveDeployment({ cwd, flags: { function: 'Hello', role } })).toEqual({
      name: 'Hello',
      repository: { name: 'hello', settings: {} },
      image: { context: cwd, dockerfile: 'Dockerfile', args: {} },
      architecture: 'x86_64',
      functions: [
        {
          key: 'Hello',
          name: 'Hello',
          architecture: 'x86_64',
          role,
          configuration: {},
          environmentMode: 'replace',
          publish: true,
          aliases: ['live'],
          attachments: {},
          attachTo: 'live',
        },
      ],
    });
  });

  test('every flag arrives', () => {
    const flags: FlagOverrides = {
      region: 'us-east-1',
      repository: 'team/hello',
      context: 'app',
      dockerfile: 'app/docker/Dockerfile',
      target: 'runtime',
      buildArgs: ['A=1', 'B=x=y', 'C='],
      function: 'hello',
      role: 'auto',
      architecture: 'arm64',
      memorySize: 256,
      timeout: 9,
      ephemeralStorage: 600,
      environment: ['K1=a', 'K2=b=c'],
      command: ['app.handler'],
      description: 'Says hello',
      aliases: ['live'],
    };
    expect(resolveDeployment({ cwd, flags })).toEqual({
      name: 'hello',
      region: 'us-east-1',
      repository: { name: 'team/hello', settings: {} },
      image: {
        context: `${cwd}/app`,
        dockerfile: 'docker/Dockerfile',
        target: 'runtime',
        args: { A: '1', B: 'x=y', C: '' },
      },
      architecture: 'arm64',
      functions: [
        {
          key: 'hello',
          name: 'hello',
          architecture: 'arm64',
          role: 'auto',
          environmentMode: 'merge',
          publish: true,
          aliases: ['live'],
          attachments: {},
          attachTo: 'live',
          configuration: {
            memorySize: 256,
            timeout: 9,
            ephemeralStorage: 600,
            description: 'Says hello',
            environment: { K1: 'a', K2: 'b=c' },
            imageConfig: { command: ['app.handler'] },
          },
        },
      ],
    });
  });

  test('a Dockerfile outside of the context keeps its absolute path', () => {
    expect(
      resolveDeployment({ cwd, flags: { function: 'hello', context: 'app', dockerfile: 'Dockerfile.app' } })
        .image.dockerfile,
    ).toBe(`${cwd}/Dockerfile.app`);
  });
});

describe('file and flags', () => {
  test('all functions of the file, paths from its folder', () => {
    const desired = resolveDeployment({ cwd, config: two, flags: {} });
    expect(desired).toMatchObject({
      name: 'thumbnails',
      region: 'eu-west-1',
      repository: { name: 'thumbnails' },
    });
    expect(desired.image).toEqual({
      context: `${cwd}/app`,
      dockerfile: 'docker/Dockerfile',
      args: { A: 'file', B: 'file' },
    });
    expect(
      desired.functions.map(({ key, name, publish, aliases }) => ({ key, name, publish, aliases })),
    ).toEqual([
      { key: 'resize', name: 'resize', publish: true, aliases: ['blue', 'green'] },
      { key: 'rotate', name: 'thumbnails-rotate', publish: true, aliases: ['live'] },
    ]);
  });

  test('flags win, and variables and build arguments add up', () => {
    const flags: FlagOverrides = {
      region: 'us-east-1',
      memorySize: 1024,
      environment: ['MODE=fast'],
      buildArgs: ['B=flag'],
    };
    const desired = resolveDeployment({ cwd, config: two, flags, functions: ['resize'] });
    expect(desired.region).toBe('us-east-1');
    expect(desired.image.args).toEqual({ A: 'file', B: 'flag' });
    expect(desired.functions).toMatchObject([
      {
        environmentMode: 'replace',
        configuration: { memorySize: 1024, environment: { BUCKET: 'photos', MODE: 'fast' } },
      },
    ]);
  });

  test('a variable by flag is no whole set when the file has none', () => {
    const desired = resolveDeployment({
      cwd,
      config: two,
      flags: { environment: ['MODE=fast'] },
      functions: ['rotate'],
    });
    expect(desired.functions).toMatchObject([{ environmentMode: 'merge' }]);
  });

  test('a function is named by its key, by its own name, or by --function; the file gives the order', () => {
    const desired = resolveDeployment({
      cwd,
      config: two,
      flags: { function: 'resize' },
      functions: ['thumbnails-rotate'],
    });
    expect(desired.functions.map(({ key }) => key)).toEqual(['resize', 'rotate']);
  });

  test('--no-publish leaves the alias where it is, --alias replaces it', () => {
    const first = (flags: FlagOverrides) =>
      resolveDeployment({ cwd, config: two, flags, functions: ['resize'] }).functions[0];
    expect(first({ publish: false })).toMatchObject({ publish: false, aliases: [] });
    expect(first({ aliases: ['canary', 'canary'] })).toMatchObject({ publish: true, aliases: ['canary'] });
  });

  test.each([
    ['tagMutability: immutable', { tagMutability: 'IMMUTABLE' }],
    ['tagMutability: mutable, scanOnPush: false', { tagMutability: 'MUTABLE', scanOnPush: false }],
    [
      'tagMutability: immutable, exclusions: [latest]',
      { tagMutability: 'IMMUTABLE_WITH_EXCLUSION', tagMutabilityExclusions: ['latest'] },
    ],
  ])('repository { %s }', async (text, settings) => {
    const desired = resolveDeployment({
      cwd,
      config: await config(`name: a1\nrepository: { name: team/a1, ${text} }\nfunctions: { a: {} }`),
      flags: {},
    });
    expect(desired.repository).toEqual({ name: 'team/a1', settings });
  });
});

test.each<[string, Parameters<typeof resolveDeployment>[0], string, string]>([
  [
    'nothing at all',
    { cwd, flags: {} },
    'CONFIG_NOT_FOUND',
    'There is no lading.yaml in this folder, and no flag names a function.',
  ],
  [
    'two functions and no file',
    { cwd, flags: {}, functions: ['a', 'b'] },
    'USAGE',
    'Without a lading.yaml one function can be deployed at a time, and 2 are named.',
  ],
  [
    'a function that is not in the file',
    { cwd, config: two, flags: {}, functions: ['resise'] },
    'USAGE',
    'deploy/lading.yaml has no function resise; it has resize, rotate.',
  ],
  [
    'a flag of one function on two',
    { cwd, config: two, flags: { memorySize: 512, role } },
    'USAGE',
    '--role, --memory would change 2 functions alike: resize, rotate.',
  ],
  [
    'wrong values',
    { cwd, flags: { function: 'a1', memorySize: 1, architecture: 'amd64' } },
    'USAGE',
    '2 flags are wrong:\n  --architecture is "amd64"; allowed: x86_64, which is what Lambda calls it\n  --memory is 1; allowed: a whole number of MB from 128 to 10240',
  ],
  [
    'an alias without a version',
    { cwd, flags: { function: 'a1', aliases: ['live'], publish: false } },
    'USAGE',
    '--publish is false; allowed: true or nothing when there is an alias, as an alias points to a published version.',
  ],
  [
    'a reserved variable',
    { cwd, flags: { function: 'a1', environment: ['AWS_REGION=x'] } },
    'USAGE',
    '--env AWS_REGION is not allowed: another name, as Lambda sets this variable itself.',
  ],
  [
    'too many variables',
    { cwd, flags: { function: 'a1', environment: [`A1=${'x'.repeat(4096)}`] } },
    'USAGE',
    '--env: allowed: 4096 bytes for all variables together; move long values to SSM Parameter Store or Secrets Manager.',
  ],
  [
    'a variable that may be a pasted secret',
    { cwd, flags: { function: 'a1', environment: ['A1=1', 's3cr3t'] } },
    'USAGE',
    '--env number 2 is not KEY=VALUE: it has no =.',
  ],
  [
    'a function name that is an ARN',
    { cwd, flags: { function: role } },
    'REFERENCE_INVALID',
    `"${role}" is not a function name: 1 to 64 letters, digits, - or _.`,
  ],
  [
    'a function name that ECR would refuse',
    { cwd, flags: { function: 'h' } },
    'USAGE',
    'The function name h cannot name the ECR repository as well; allowed: 2 to 256 lower-case letters and digits, separated by . _ - or /.',
  ],
  [
    'two architectures',
    {
      cwd,
      config: await config('name: a1\nfunctions: { a: {}, b: { architecture: arm64 }, c: {} }'),
      flags: {},
    },
    'CONFIG_INVALID',
    'deploy/lading.yaml asks for one image on two architectures: a, c on x86_64; b on arm64. An image is built for one.',
  ],
])('refused: %s', async (_, inputs, code, message) => {
  const error = await thrownBy(() => resolveDeployment(inputs));
  expect(error).toMatchObject({ code, exitCode: 2, message });
  expect(error.suggestions.length).toBeGreaterThan(code === 'REFERENCE_INVALID' ? -1 : 0);
});

test('functions of two architectures can be deployed one after the other', async () => {
  const mixed = await config('name: a1\nfunctions: { a: {}, b: { architecture: arm64 } }');
  expect(resolveDeployment({ cwd, config: mixed, flags: {}, functions: ['b'] }).architecture).toBe('arm64');
  expect(resolveDeployment({ cwd, config: mixed, flags: { architecture: 'arm64' } }).architecture).toBe(
    'arm64',
  );
});

test.each([
  ['{}', { publish: true, aliases: ['live'] }],
  ['{ alias: false }', { publish: true, aliases: [] }],
  ['{ alias: [] }', { publish: true, aliases: [] }],
  ['{ alias: [blue, blue] }', { publish: true, aliases: ['blue'] }],
  ['{ publish: false }', { publish: false, aliases: [] }],
])('versions and aliases of %s', async (text, expected) => {
  expect(
    resolveDeployment({ cwd, config: await config(`name: a1\nfunctions: { a: ${text} }`), flags: {} })
      .functions[0],
  ).toMatchObject(expected);
});
