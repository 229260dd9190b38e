/** Placeholders that need nothing but this machine, and what is asked of whom. */
import { describe, expect, test } from 'vitest';
import type { OnlineLookups } from '../../src/config/lookups.js';
import { noLookups, parseConfig } from './parse-config.js';
import { thrownBy } from './thrown.js';

const one = (line: string) => `name: a1\nfunctions:\n  resize:\n    ${line}\n`;
const env = {
  MEMORY: '512',
  ON: 'true',
  SUBNETS: 'subnet-1, subnet-2',
  GROUP: 'sg-1',
  BUCKET: 'photos-53211234567',
  EMPTY: '',
};

describe('a value becomes what its setting wants', () => {
  test.each([
    ['memorySize: "${env:MEMORY}"', { memorySize: 512 }],
    ['memorySize: "${env:NONE, 256}"', { memorySize: 256 }],
    ['memorySize: "${env:NONE, ${env:MEMORY}}"', { memorySize: 512 }],
    ['publish: "${env:ON}"', { publish: true }],
    ['{ publish: "${env:NONE, false}", alias: false }', { publish: false }],
    ['description: "${env:MEMORY}"', { description: '512' }],
    [
      'environment: { PORT: "${env:MEMORY}", ON: "${env:ON}", E1: "${env:EMPTY}" }',
      { environment: { PORT: '512', ON: 'true', E1: '' } },
    ],
    [
      'vpc: { subnetIds: "${env:SUBNETS}", securityGroupIds: ["${env:GROUP}"] }',
      { vpc: { subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'] } },
    ],
    ['functionUrl: "${env:NONE, false}"', { functionUrl: false }],
    ['reservedConcurrency: "${env:MEMORY}"', { reservedConcurrency: 512 }],
    [
      'tags: { bucket: "${env:BUCKET}", literal: "$${env:BUCKET}" }',
      { tags: { bucket: 'photos-53211234567', literal: '${env:BUCKET}' } },
    ],
  ])('%s', async (line, expected) => {
    const settings = await parseConfig(one(line), 'lading.yaml', {}, { env });
    expect(settings.functions.resize).toMatchObject(expected);
  });

  test.each([
    [
      'memorySize: "${env:BUCKET}"',
      'lading.yaml:4: functions.resize.memorySize is what ${env:BUCKET} gives (not shown); allowed: a whole number of MB from 128 to 10240.',
    ],
    [
      'memorySize: "${env:NONE, 64}"',
      'lading.yaml:4: functions.resize.memorySize is what ${env:NONE} gives (not shown); allowed: a whole number of MB from 128 to 10240.',
    ],
    [
      'memorySize: "${stage, x}"',
      'lading.yaml:4: functions.resize.memorySize is "x"; allowed: a whole number of MB from 128 to 10240.',
    ],
    [
      'vpc: { subnetIds: "${env:SUBNETS}", securityGroupIds: ["${env:SUBNETS}"] }',
      'lading.yaml:4: functions.resize.vpc.securityGroupIds[0] is what ${env:SUBNETS} gives (not shown); allowed: a security group id, as sg-0123456789abcdef0.',
    ],
    [
      '"${env:BUCKET}": 5',
      'lading.yaml:4: functions.resize.$… has a placeholder in its name; they are for values only.',
    ],
  ])('%s is refused', async (line, message) => {
    const error = await thrownBy(() => parseConfig(one(line), 'lading.yaml', {}, { env }));
    expect(error.code).toBe('CONFIG_INVALID');
    expect(error.message.startsWith(message)).toBe(true);
    expect(JSON.stringify(error.toDocument())).not.toContain('53211234567');
  });
});

test('everything that is missing is told at once, with file, line, path and remedy', async () => {
  const error = await thrownBy(() =>
    parseConfig(
      one(
        '{ description: "${env:BUKCET}", memorySize: "${env:NONE}", environment: { A1: "${git:sha}", B1: "${stage}", C1: "x${env:NONE}" } }',
      ),
      'lading.yaml',
      {},
      { env },
    ),
  );
  expect(error).toMatchObject({ code: 'PLACEHOLDER_UNRESOLVED', exitCode: 2 });
  expect(error.message).toMatchInlineSnapshot(`
    "lading.yaml has 5 problems:
      line 4: functions.resize.description needs \${env:BUKCET}, but the environment variable BUKCET is not set (did you mean BUCKET?)
      line 4: functions.resize.memorySize needs \${env:NONE}, but the environment variable NONE is not set
      line 4: functions.resize.environment.A1 needs \${git:sha}, but there is no git on this machine
      line 4: functions.resize.environment.B1 needs \${stage}, but no stage is chosen
      line 4: functions.resize.environment.C1 needs \${env:NONE}, but the environment variable NONE is not set"
  `);
  expect(error.suggestions).toMatchInlineSnapshot(`
    [
      "Set it (export BUKCET=…), take it from a file (--dotenv .env), or give a default: \${env:BUKCET, value}",
      "Set it (export NONE=…), take it from a file (--dotenv .env), or give a default: \${env:NONE, value}",
      "Give a default, for example from the environment: \${git:sha, \${env:REVISION}}",
      "Choose one with --stage NAME, or give a default: \${stage, dev}",
    ]
  `);
});

test('what is wrong and what is missing are told together, and nobody is asked meanwhile', async () => {
  const error = await thrownBy(() =>
    parseConfig(
      one('{ memroySize: 5, timeout: "${ssm:/timeout}", description: "${env:NONE}" }'),
      'lading.yaml',
    ),
  );
  expect(error.code).toBe('CONFIG_INVALID');
  expect(error.message).toContain('memroySize is not a known setting');
  expect(error.message).toContain('NONE is not set');
  expect(error.message).not.toContain('timeout');
});

test('git tells the commit, the branch and whether all is in it', async () => {
  const sha = 'f5338f2a0b1c2d3e4f5061728394a5b6c7d8e9f0';
  const sourceControl = {
    describe: async (folder: string) => ({
      kind: 'revision' as const,
      revision: { sha, branch: `main of ${folder}`, dirty: true },
    }),
  };
  const line =
    'environment: { A1: "${git:sha}", B1: "${git:short}", C1: "${git:branch}", D1: "${git:dirty}" }';
  const settings = await parseConfig(one(line), 'lading.yaml', {}, { sourceControl });
  expect(settings.functions.resize?.environment).toEqual({
    A1: sha,
    B1: 'f5338f2',
    C1: 'main of /project',
    D1: 'true',
  });
  const wrong = await thrownBy(() =>
    parseConfig(one('description: "${git:hash, x}"'), 'lading.yaml', {}, { sourceControl }),
  );
  expect(wrong.message).toBe(
    'lading.yaml:4: functions.resize.description needs ${git:hash}, but git:hash is not known; there are sha, short, branch, dirty.',
  );
});

describe('only what is needed is looked up', () => {
  const text = `name: a1
image: { args: { REVISION: "\${env:REVISION}" } }
functions:
  a: { memorySize: "\${env:MEMORY}", environment: { KEY: "\${ssm:/a}" }, vpc: { subnetIds: ["\${ssm:/subnet}"], securityGroupIds: [sg-1] }, alias: blue }
  b: { name: "b-\${env:SUFFIX, x}", environment: { KEY: "\${ssm:/b}" }, timeout: 7 }
`;
  /** Parameters are named after themselves. */
  function recorder(): { asked: string[]; online: () => Promise<OnlineLookups> } {
    const asked: string[] = [];
    const unused = async () => expect.unreachable();
    return {
      asked,
      online: async () => ({
        identity: { caller: unused, region: unused },
        secrets: { read: unused },
        parameters: {
          read: async (names) => {
            asked.push(...names);
            return new Map(names.map((name) => [name, { value: `subnet-${name.slice(1)}`, kind: 'String' }]));
          },
        },
      }),
    };
  }

  test('of the functions named, by their key or by their own name', async () => {
    const { asked, online } = recorder();
    const scope = { names: ['b-x'], image: false };
    const settings = await parseConfig(text, 'lading.yaml', { scope }, { online });
    expect(asked).toEqual(['/b']);
    expect(settings.functions).toEqual({
      a: { alias: 'blue' },
      b: { name: 'b-x', environment: { KEY: 'subnet-b' }, timeout: 7 },
    });
  });

  test('of the settings that the command looks at', async () => {
    const scope = { names: [], image: false, functionSettings: ['alias'] };
    const settings = await parseConfig(text, 'lading.yaml', { scope });
    expect(settings).toEqual({
      name: 'a1',
      image: {},
      functions: { a: { alias: 'blue' }, b: { name: 'b-x', timeout: 7 } },
    });
  });

  test('each parameter once, in one go', async () => {
    const { asked, online } = recorder();
    const twice = text.replace('/b}', '/a}');
    await parseConfig(twice, 'lading.yaml', {}, { online, env: { MEMORY: '128', REVISION: 'r' } });
    expect(asked).toEqual(['/a', '/subnet']);
  });
});

describe('--dotenv', () => {
  const files = (texts: Record<string, string>) => ({
    readText: async (path: string) => texts[path],
    exists: async (path: string) => path in texts,
  });

  test('gives variables in dotenv’s syntax; later files win, and the environment over all of them', async () => {
    const { loadConfig } = await import('../../src/config/load.js');
    const config = await loadConfig(
      files({
        '/project/lading.yaml': one(
          'environment: { A1: "${env:A}", B1: "${env:B}", C1: "${env:C}", D1: "${env:D}" }',
        ),
        '/project/.env': '\uFEFFA=1\r\n# comment\nexport B="two\\nlines" # rest\nno assignment\nC=first\n',
        '/else/.env': "C='second # not a comment'\nD=file\n",
      }),
      { cwd: '/project', envFiles: ['.env', '/else/.env'] },
      { ...noLookups, env: { D: 'environment' } },
    );
    expect(config?.settings.functions.resize?.environment).toEqual({
      A1: '1',
      B1: 'two\nlines',
      C1: 'second # not a comment',
      D1: 'environment',
    });
  });

  test('must be there', async () => {
    const error = await thrownBy(async () => {
      const { loadConfig } = await import('../../src/config/load.js');
      await loadConfig(files({}), { cwd: '/project', envFiles: ['.env.prod'] }, noLookups);
    });
    expect(error).toMatchObject({ code: 'FILE_UNREADABLE', exitCode: 2 });
    expect(error.message).toContain('/project/.env.prod');
  });
});

test.each([
  [
    'region: "${ssm:/region}"\nfunctions: { a: {} }',
    'lading.yaml:2: region holds ${ssm:/region}, and where that is looked up depends on the region.',
  ],
  [
    'image: { args: { KEY: "${secret:key}" } }\nfunctions: { a: {} }',
    'lading.yaml:2: image.args.KEY would make a secret readable with ${secret:key}: whoever has the image can read it there.',
  ],
  [
    'functions: { a: { description: "${env:X, ${secret:key}}" } }',
    'lading.yaml:2: functions.a.description would make a secret readable with ${secret:key}: AWS shows this setting in clear.',
  ],
  [
    'functions: { a: { tags: { key: "${secret:key#a}" } } }',
    'lading.yaml:2: functions.a.tags.key would make a secret readable with ${secret:key#a}: AWS shows this setting in clear.',
  ],
])('%s is refused before anything is looked up', async (text, message) => {
  const error = await thrownBy(() => parseConfig(`name: a1\n${text}\n`, 'lading.yaml'));
  expect(error).toMatchObject({ code: 'CONFIG_INVALID', message });
});
