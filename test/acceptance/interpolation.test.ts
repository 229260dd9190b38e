/** Issue 3, item 3: placeholders and stages through the command line; no secret comes out of it anywhere. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect } from 'vitest';
import { type Moto, startMoto } from '../servers/moto.js';
import { needing } from '../servers/needing.js';
import { createProject, type Project } from './project.js';
import { type RegionProcess, startRegionProcess } from './region-process.js';
import { document, type Run, runLading } from './run-lading.js';

const { describe, it } = needing('moto_server');

const parameter = `parameter-${randomUUID()}`;
const password = `pass"word\n${randomUUID()}`;
const fromFile = `from-file-${randomUUID()}`;
const fromEnvironment = `from-environment-${randomUUID()}`;
const secrets = [parameter, password, password.split('\n')[1] ?? '', fromFile, fromEnvironment];

const config = `name: placeholders
repository: { name: "placeholders-\${stage, base}" }
functions:
  hello:
    name: hello-\${stage, base}
    role: auto
    memorySize: "\${env:MEMORY, 256}"
    timeout: "\${ssm:/app/timeout}"
    description: "\${stage, base} of \${account} in \${region}"
    environment:
      PARAMETER: "\${ssm:/app/\${stage, base}/key}"
      PASSWORD: "\${secret:app/db#password}"
      FILE: "\${env:FROM_FILE}"
      ENVIRONMENT: "\${env:FROM_ENVIRONMENT, \${ssm:/app/none}}"
      LITERAL: "$\${env:HOME}"
    tags: { stage: "\${stage, base}" }
stages:
  prod:
    functions: { hello: { environment: { STAGE_ONLY: "yes" } } }
`;

let moto: Moto;
let region: RegionProcess;
let project: Project;
/** Everything that any run printed. */
const printed: Run[] = [];

function environment(extra: Record<string, string> = {}): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: region.url,
    AWS_ENDPOINT_URL_SSM: moto.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: moto.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    FROM_ENVIRONMENT: fromEnvironment,
    ...extra,
  };
}

async function lading(args: string[], extra: Record<string, string> = {}): Promise<Run> {
  const run = await runLading(args, { cwd: project.folder, env: environment(extra) });
  printed.push(run);
  return run;
}

const client = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});

async function put(endpoint: string, name: string, value: string, type: 'String' | 'SecureString') {
  const ssm = new SSMClient(client(endpoint));
  await ssm.send(new PutParameterCommand({ Name: name, Value: value, Type: type, Overwrite: true }));
}

beforeAll(async () => {
  moto = await startMoto();
  project = await createProject({ 'lading.yaml': config, '.env': `FROM_FILE='${fromFile}'\nMEMORY=384\n` });
  region = await startRegionProcess(join(project.folder, '.lading', 'region'), ['--port', '0']);
  await put(moto.url, '/app/timeout', '17', 'String');
  await put(moto.url, '/app/prod/key', parameter, 'SecureString');
  const manager = new SecretsManagerClient(client(moto.url));
  await manager.send(
    new CreateSecretCommand({ Name: 'app/db', SecretString: JSON.stringify({ user: 'u', password }) }),
  );
});

afterAll(async () => {
  await region?.stop();
  await moto?.close();
  await project?.remove();
});

const stage = ['--stage', 'prod', '--dotenv', '.env'];

describe('deploy of a stage', () => {
  it('gives the function what the placeholders stand for', async () => {
    const run = await lading(['deploy', '--json', '--verbose', ...stage]);
    expect(run.code, run.stdout + run.stderr).toBe(0);
    const lambda = new LambdaClient(client(region.url));
    const found = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'hello-prod' }));
    expect(found).toMatchObject({
      MemorySize: 384,
      Timeout: 17,
      Description: 'prod of 000000000000 in us-east-1',
      Environment: {
        Variables: {
          PARAMETER: parameter,
          PASSWORD: password,
          FILE: fromFile,
          ENVIRONMENT: fromEnvironment,
          LITERAL: '${env:HOME}',
          STAGE_ONLY: 'yes',
        },
      },
    });
    expect(document<{ repository: { uri: string } }>(run).repository.uri).toMatch(/placeholders-prod$/);
  });

  it('has nothing to do the second time, and one hidden change when the secret was rotated', async () => {
    await region.forgetRequests();
    const again = await lading(['deploy', '--json', ...stage]);
    expect(document<{ changed: boolean }>(again).changed).toBe(false);
    expect((await region.requests()).filter(({ mutating }) => mutating)).toEqual([]);

    const rotated = `rotated-${randomUUID()}`;
    secrets.push(rotated);
    await put(moto.url, '/app/prod/key', rotated, 'SecureString');
    const plan = await lading(['plan', '--exit-code', ...stage]);
    expect(plan.code, plan.stderr).toBe(6);
    expect(plan.stdout.match(/^ {2}[~+-] .*/gm)).toEqual([
      '  ~ environment.PARAMETER: "(hidden)" → "(hidden)"',
      '  + version',
      '  ~ alias live: 1 → the new version',
    ]);
    expect((await lading(['plan', '--json', ...stage])).code).toBe(0);
  });

  it('hides the secret where Lambda repeats it in an error', async () => {
    const message = `1 validation error detected: Value '{PASSWORD=${password}}' at 'environment' failed; also ${JSON.stringify({ password })}`;
    for (const face of [['--json'], ['--verbose']]) {
      await region.addFault({
        service: 'lambda',
        operation: 'UpdateFunctionConfiguration',
        error: { code: 'InvalidParameterValueException', message, status: 400 },
      });
      const run = await lading(['deploy', ...face, ...stage]);
      expect(run.code).toBe(4);
      expect(run.stdout + run.stderr).toContain('[redacted]');
    }
  });
});

describe('what cannot be filled in', () => {
  it.each([
    [
      'a variable',
      ['--stage', 'prod'],
      'PLACEHOLDER_UNRESOLVED',
      /lading\.yaml:13: functions\.hello\.environment\.FILE needs \$\{env:FROM_FILE\}, but the environment variable FROM_FILE is not set\./,
    ],
    [
      'a parameter',
      ['--dotenv', '.env'],
      'PLACEHOLDER_UNRESOLVED',
      /lading\.yaml:11: functions\.hello\.environment\.PARAMETER needs \$\{ssm:\/app\/\$\{stage,base\}\/key\}, but SSM has no parameter \/app\/base\/key in this account and region\./,
    ],
    ['a stage', ['--stage', 'prd'], 'USAGE', /lading\.yaml has no stage prd; it has prod\./],
    ['a file of variables', ['--dotenv', '.env.prod'], 'FILE_UNREADABLE', /\.env\.prod/],
  ])('%s', async (_, flags, code, message) => {
    await region.forgetRequests();
    const run = await lading(['deploy', '--json', ...flags]);
    expect(run.code, run.stdout).toBe(2);
    const { error } = document<{ error: { code: string; message: string; suggestions: string[] } }>(run);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.suggestions.length).toBeGreaterThan(0);
    const text = await lading(['deploy', ...flags]);
    expect(text.code).toBe(2);
    expect(text.stderr).toContain(`Error ${code}: `);
    expect((await region.requests()).filter(({ service }) => service !== 'sts')).toEqual([]);
  });

  it('a key that the secret does not have, and a secret where AWS would show it', async () => {
    await project.write('wrong.yaml', config.replace('#password', '#pasword'));
    const key = await lading(['plan', '--config', 'wrong.yaml', ...stage]);
    expect(key.code).toBe(2);
    expect(key.stderr).toContain('but secret app/db has no key pasword; it has user, password.');
    await project.write(
      'wrong.yaml',
      config
        .replace('"${ssm:/app/timeout}"', '5')
        .replace('${stage, base} of', '${ssm:/app/${stage}/key} of'),
    );
    const shown = await lading(['plan', '--config', 'wrong.yaml', ...stage]);
    expect(shown.code).toBe(2);
    expect(shown.stderr).toContain('functions.hello.description would make a secret readable');
  });

  it('a refusal by SSM: its own words, the setting, and exit code 4', async () => {
    const message =
      'User: arn:aws:iam::000000000000:user/ci is not authorized to perform: ssm:GetParameters on resource: arn:aws:ssm:us-east-1:000000000000:parameter/app/timeout because no identity-based policy allows the ssm:GetParameters action';
    await region.addFault({ service: 'ssm', error: { code: 'AccessDeniedException', message, status: 400 } });
    const run = await lading(['plan', '--json', ...stage], { AWS_ENDPOINT_URL_SSM: region.url });
    expect(run.code, run.stdout).toBe(4);
    const { error } = document<{ error: { code: string; message: string; details: object } }>(run);
    expect(error.code).toBe('ACCESS_DENIED');
    expect(error.message).toContain(message);
    expect(error.message).toMatch(
      /^lading\.yaml:\d+: functions\.hello\.timeout and 1 more: Reading SSM parameters \/app\/timeout, \/app\/prod\/key: /,
    );
    expect(error.details).toMatchObject({
      settings: ['functions.hello.timeout', 'functions.hello.environment.PARAMETER'],
    });
  });

  it('no credentials: exit code 3; and no question to anybody without need', async () => {
    const none = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    const run = await lading(['plan', '--json', ...stage], none);
    expect(run.code, run.stdout).toBe(3);
    expect(document<{ error: { code: string } }>(run).error.code).toBe('CREDENTIALS_MISSING');
    const built = await lading(['build'], none);
    expect(built.code, built.stderr).toBe(0);
  });
});

describe('with --local', () => {
  it('the local region’s own parameters, ten at a time, and only those of the function named', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `/local/${index}`);
    for (const name of names) await put(region.url, name, `value of ${name}`, 'String');
    const variables = names.map((name, index) => `V${index}: "\${ssm:${name}}"`).join(', ');
    await project.write(
      'local.yaml',
      `name: local\nfunctions:\n  one: { role: auto, environment: { ${variables} } }\n  two: { role: auto, environment: { V0: "\${ssm:/local/none}" } }\n`,
    );
    await region.forgetRequests();
    const run = await lading(['deploy', 'one', '--local', '--config', 'local.yaml', '--json']);
    expect(run.code, run.stdout + run.stderr).toBe(0);
    const asked = (await region.requests()).filter(({ service }) => service === 'ssm');
    expect(asked.map(({ operation }) => operation)).toEqual(['GetParameters', 'GetParameters']);
    const found = await new LambdaClient(client(region.url)).send(
      new GetFunctionConfigurationCommand({ FunctionName: 'one' }),
    );
    expect(found.Environment?.Variables?.V11).toBe('value of /local/11');
  });
});

it('no run printed a secret', () => {
  const all = printed.map(({ stdout, stderr }) => stdout + stderr).join('\n');
  expect(printed.length).toBeGreaterThan(15);
  for (const secret of secrets) {
    expect(all).not.toContain(secret);
    expect(all).not.toContain(JSON.stringify(secret).slice(1, -1));
  }
});
