import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import { diskFiles, makeConfigFolder } from './config-folder.js';
import { noLookups, parseConfig } from './parse-config.js';
import { thrownBy } from './thrown.js';

const small = 'name: thumbnails\nfunctions:\n  resize: {}\n';

describe('finding the file', () => {
  test.each(['lading.yaml', 'lading.yml', 'lading.json'])('%s in the working directory', async (name) => {
    await using folder = await makeConfigFolder();
    await folder.write(
      name,
      name.endsWith('json') ? '{\n\t"name": "thumbnails",\n\t"functions": { "resize": {} }\n}' : small,
    );
    const config = await loadConfig(diskFiles, { cwd: folder.path }, noLookups);
    expect(config).toEqual({
      path: join(folder.path, name),
      file: name,
      folder: folder.path,
      settings: { name: 'thumbnails', functions: { resize: {} } },
    });
  });

  test('none is no error: flags may say it all', async () => {
    await using folder = await makeConfigFolder();
    expect(await loadConfig(diskFiles, { cwd: folder.path }, noLookups)).toBeUndefined();
  });

  test('--config names any file, and must name one', async () => {
    await using folder = await makeConfigFolder();
    await folder.write('prod.yaml', small);
    expect((await loadConfig(diskFiles, { cwd: folder.path, path: 'prod.yaml' }, noLookups))?.folder).toBe(
      folder.path,
    );
    const error = await thrownBy(() =>
      loadConfig(diskFiles, { cwd: folder.path, path: 'test.yaml' }, noLookups),
    );
    expect(error).toMatchObject({ code: 'CONFIG_NOT_FOUND', exitCode: 2 });
    expect(error.message).toContain(join(folder.path, 'test.yaml'));
  });

  test('two of them are refused', async () => {
    await using folder = await makeConfigFolder();
    await folder.write('lading.yaml', small);
    await folder.write('lading.json', '{}');
    const error = await thrownBy(() => loadConfig(diskFiles, { cwd: folder.path }, noLookups));
    expect(error.code).toBe('CONFIG_INVALID');
    expect(error.message).toContain('lading.yaml and lading.json');
  });
});

test('every setting is read as written', async () => {
  const settings = await parseConfig(
    `name: thumbnails
region: eu-west-1
repository: { name: team/thumbnails, tagMutability: immutable, exclusions: [latest], scanOnPush: true }
image: { context: app, dockerfile: docker/Dockerfile, target: runtime, args: { NODE_ENV: production } }
functions:
  resize: &resize
    name: thumbnails-resize
    role: arn:aws:iam::123456789012:role/service/resize
    architecture: arm64
    memorySize: 1024
    timeout: 30
    ephemeralStorage: 512
    imageConfig: { command: [app.resize], entryPoint: [], workingDirectory: /var/task }
    environment: { BUCKET: photos, PORT: "8080", TEMPLATE: "hello \${NAME}" }
    environmentMode: merge
    description: Makes thumbnails
    vpc: { subnetIds: [subnet-0a1b], securityGroupIds: [sg-0a1b] }
    fileSystems: [{ arn: "arn:aws:elasticfilesystem:eu-west-1:123456789012:access-point/fsap-0123456789abcdef0", localMountPath: /mnt/data }]
    deadLetter: arn:aws:sqs:eu-west-1:123456789012:failed
    tracing: Active
    logging: { logFormat: JSON, applicationLogLevel: INFO, systemLogLevel: WARN, logGroup: /thumbnails }
    kmsKeyArn: ""
    tags: { team: images, "cost:centre": "7" }
    alias: [live, canary]
    publish: true
  rotate: { <<: *resize, name: rotate, alias: false }
`,
    'lading.yaml',
  );
  expect(settings.functions.resize).toMatchObject({
    memorySize: 1024,
    environment: { BUCKET: 'photos', PORT: '8080', TEMPLATE: 'hello ${NAME}' },
    imageConfig: { command: ['app.resize'], entryPoint: [], workingDirectory: '/var/task' },
    alias: ['live', 'canary'],
  });
  expect(settings.functions.rotate).toMatchObject({ name: 'rotate', memorySize: 1024, alias: false });
});

test('all problems are told at once, in the order of the file', async () => {
  const text = `name: Thumbnails
regoin: eu-west-1
image:
  secrets: [{ id: npmrc, src: ~/.npmrc }]
functions:
  resize:
    architecture: amd64
    memroySize: 512
    memorySize: 64
    timeout: 1e3
    layers: [arn:aws:lambda:eu-west-1:123456789012:layer:x:1]
    VpcConfig: {}
    imageConfig:
      command: app.handler
`;
  const error = await thrownBy(() => parseConfig(text, 'lading.yaml'));
  expect(error.message).toMatchInlineSnapshot(`
    "lading.yaml has 10 problems:
      line 1: name is "Thumbnails"; allowed: 2 to 64 lower-case letters and digits, separated by . _ or -
      line 2: regoin is not a known setting; did you mean region?
      line 4: image.secrets is not supported by this version of lading
      line 7: functions.resize.architecture is "amd64"; allowed: x86_64, which is what Lambda calls it
      line 8: functions.resize.memroySize is not a known setting; did you mean memorySize?
      line 9: functions.resize.memorySize is 64; allowed: a whole number of MB from 128 to 10240
      line 10: functions.resize.timeout is 1000; allowed: a whole number of seconds from 1 to 900
      line 11: functions.resize.layers is not a setting of an image function: Lambda layers are not supported for functions created with container images
      line 12: functions.resize.VpcConfig is not a known setting; did you mean vpc?
      line 14: functions.resize.imageConfig.command is "app.handler"; allowed: the arguments, on AWS base images the handler, as a list of at most 1500 words"
  `);
  expect(error.exitCode).toBe(2);
  expect(error.suggestions).toEqual([
    'Remove the setting, or set it by other means: lading leaves alone what the file does not mention.',
    'Copy what the layer holds into the image: COPY in the Dockerfile.',
  ]);
  expect(error.details).toMatchObject({
    file: 'lading.yaml',
    problems: expect.arrayContaining([
      expect.objectContaining({ line: 9, path: 'functions.resize.memorySize' }),
    ]),
  });
});

const one = (line: string) => `name: a1\nfunctions:\n  resize:\n    ${line}\n`;

test.each([
  [
    one('memorySize: 12.5'),
    'lading.yaml:4: functions.resize.memorySize is 12.5; allowed: a whole number of MB from 128 to 10240.',
  ],
  [
    one('memorySize: "512"'),
    'lading.yaml:4: functions.resize.memorySize is "512"; allowed: a whole number of MB from 128 to 10240.',
  ],
  [
    one('timeout: 901'),
    'lading.yaml:4: functions.resize.timeout is 901; allowed: a whole number of seconds from 1 to 900.',
  ],
  [
    one('ephemeralStorage: 32768'),
    'lading.yaml:4: functions.resize.ephemeralStorage is 32768; allowed: a whole number of MB from 512 to 10240.',
  ],
  [
    one('timeout:'),
    'lading.yaml:4: functions.resize.timeout is empty; allowed: a whole number of seconds from 1 to 900.',
  ],
  [
    one('role: my-role'),
    'lading.yaml:4: functions.resize.role is "my-role"; allowed: auto, or the ARN of a role such as arn:aws:iam::123456789012:role/name.',
  ],
  [
    one('architecture: aarch64'),
    'lading.yaml:4: functions.resize.architecture is "aarch64"; allowed: arm64, which is what Lambda calls it.',
  ],
  [
    one('alias: 3'),
    'lading.yaml:4: functions.resize.alias is 3; allowed: a name (letters, digits, - or _, not digits alone), a list of names, or false for none.',
  ],
  [
    one('vpc: { subnetIds: [subnet-1], securityGroupIds: [] }'),
    'lading.yaml:4: functions.resize.vpc is settings; allowed: subnets and security groups together, or two empty lists to leave the VPC.',
  ],
  [
    one('runtime: nodejs22.x'),
    'lading.yaml:4: functions.resize.runtime is not a setting of an image function: the image brings its own runtime.',
  ],
  [
    one('env: { A1: x }'),
    'lading.yaml:4: functions.resize.env is not a known setting; did you mean environment?',
  ],
  [
    one('cmd: [app.handler]'),
    'lading.yaml:4: functions.resize.cmd is not a known setting; did you mean imageConfig.command?',
  ],
  [
    one('functionUrl: {}'),
    'lading.yaml:4: functions.resize.functionUrl.authType is missing; allowed: NONE, AWS_IAM.',
  ],
  [
    one('{ timeout: 3'),
    'lading.yaml:5: is not valid YAML: Flow map in block collection must be sufficiently indented and end with a }.',
  ],
  [
    'functions: { a: {} }',
    'lading.yaml:1: name is missing; allowed: 2 to 64 lower-case letters and digits, separated by . _ or -.',
  ],
  ['name: a1\nfunctions: {}', 'lading.yaml:2: functions is settings; allowed: at least one function.'],
  [
    'name: a1\nfunctions: { a: { name: c }, b: { name: c } }',
    'lading.yaml:2: functions.b.name is "c"; allowed: a name of its own, as a has this one.',
  ],
  ['name: a1\nname: a2\nfunctions: { a: {} }', 'lading.yaml:2: is not valid YAML: Map keys must be unique.'],
  [
    'name: a1\nfunctions: { a: {} }\nrepository: { exclusions: [v1] }',
    'lading.yaml:3: repository.exclusions is a list; allowed: exclusions only together with tagMutability, to which they are the exception.',
  ],
  ['name: !Sub a1\nfunctions: { a: {} }', 'lading.yaml:1: is not valid YAML: Unresolved tag: !Sub.'],
  ['name: a1\n---\nname: a2', 'lading.yaml:2: holds several YAML documents; one is allowed.'],
  ['# nothing yet\n', 'lading.yaml: is empty; it needs at least name: and functions:.'],
])('%j', async (text, message) => {
  expect((await thrownBy(() => parseConfig(text, 'lading.yaml'))).message).toBe(message);
});

test.each([
  ['a value that is not text', 'environment: { TOKEN: 53211234567 }'],
  ['a reserved name', 'environment: { AWS_REGION: s3cr3t53211234567 }'],
  ['a secret where the name belongs', 'environment: { T:s3cr3t53211234567 }'],
  ['a secret on a line of its own', 'environment: s3cr3t53211234567'],
  ['a list in place of a map', 'environment: [TOKEN=s3cr3t53211234567]'],
  ['too much of it', `environment: { TOKEN: s3cr3t53211234567${'x'.repeat(4096)} }`],
  ['a placeholder with a default', 'environment: { TOKEN: "${evn:TOKEN, s3cr3t53211234567}" }'],
  ['a placeholder that is not closed', 'environment: { TOKEN: "${env:TOKEN, s3cr3t53211234567" }'],
  ['outside of environment by wrong indentation', 'TOKEN: s3cr3t53211234567'],
  ['YAML that does not parse', 'environment: { TOKEN: "s3cr3t53211234567'],
  ['a stray token', 'environment: { TOKEN: x } s3cr3t53211234567'],
  ['a block that breaks off', 'environment:\n      TOKEN: |\n     s3cr3t53211234567'],
  ['an alias', 'environment: { TOKEN: @s3cr3t53211234567 }'],
])('environment values never show: %s', async (_, line) => {
  const error = await thrownBy(() => parseConfig(one(line), 'lading.yaml'));
  expect(error.code).toBe('CONFIG_INVALID');
  expect(JSON.stringify(error.toDocument())).not.toContain('53211234567');
});

test('build arguments never show either', async () => {
  const error = await thrownBy(() =>
    parseConfig('name: a1\nimage: { args: { TOKEN: 53211234567 } }\nfunctions: { a: {} }', 'lading.yaml'),
  );
  expect(error.message).toBe(
    'lading.yaml:2: image.args.TOKEN is a number (not shown); allowed: text; put numbers, true, false and dates in quotes.',
  );
});

test('a bomb of aliases ends as an error, not as memory', async () => {
  const levels = Array.from(
    { length: 12 },
    (_, index) => `l${index + 1}: &l${index + 1} [${`*l${index},`.repeat(9)}]`,
  );
  const error = await thrownBy(() => parseConfig(`l0: &l0 [x]\n${levels.join('\n')}\n`, 'lading.yaml'));
  expect(error.message).toContain('cannot be read');
});
