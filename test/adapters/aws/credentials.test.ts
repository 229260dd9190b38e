/** Where credentials and region come from, and what is said when they are missing or no good. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAwsAdapters } from '../../../src/adapters/aws/aws-adapters.js';
import type { AwsSettings } from '../../../src/adapters/aws/aws-settings.js';
import {
  type ScriptedAnswer,
  type ScriptedServer,
  startScriptedServer,
} from '../../servers/scripted-http.js';

const folder = mkdtempSync(join(tmpdir(), 'lading-aws-'));
const config = join(folder, 'config');
writeFileSync(
  config,
  [
    '[profile with-region]',
    'region = ap-south-1',
    'aws_access_key_id = AKIAPROFILE',
    'aws_secret_access_key = profile-secret',
    '[profile sso-expired]',
    'sso_session = nowhere',
    'sso_account_id = 123456789012',
    'sso_role_name = dev',
    'region = eu-west-1',
    '[sso-session nowhere]',
    'sso_region = eu-west-1',
    'sso_start_url = https://nowhere.invalid/start',
  ].join('\n'),
);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const before = { ...process.env };
beforeEach(() => {
  for (const key of Object.keys(process.env)) if (key.startsWith('AWS_')) delete process.env[key];
  Object.assign(process.env, {
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
    AWS_EC2_METADATA_DISABLED: 'true',
    HOME: folder,
  });
});
let server: ScriptedServer | undefined;
afterEach(async () => {
  for (const key of Object.keys(process.env)) if (!(key in before)) delete process.env[key];
  Object.assign(process.env, before);
  await server?.close();
  server = undefined;
});

const identity: ScriptedAnswer = {
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
    <Arn>arn:aws-cn:iam::123456789012:user/u</Arn><UserId>U</UserId><Account>123456789012</Account>
    </GetCallerIdentityResult></GetCallerIdentityResponse>`,
};

async function ask(settings: Partial<AwsSettings>, answer = identity) {
  server = await startScriptedServer(() => answer);
  const aws = createAwsAdapters({ endpoint: server.url, ...settings });
  return aws.identity.caller().finally(() => aws.close());
}

const keys = { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'secret-of-env' };
const scopeOf = (seen: ScriptedServer | undefined) =>
  /Credential=([^,]+)/.exec(seen?.requests[0]?.headers.authorization ?? '')?.[1];

describe('region', () => {
  it.each<[string, Partial<AwsSettings>, Record<string, string>, string]>([
    [
      'the setting before all',
      { region: 'eu-west-1', profile: 'with-region' },
      { AWS_REGION: 'us-east-2' },
      'eu-west-1',
    ],
    ['AWS_REGION', {}, { ...keys, AWS_REGION: 'us-east-2', AWS_DEFAULT_REGION: 'us-west-1' }, 'us-east-2'],
    [
      'AWS_DEFAULT_REGION, which the SDK alone would not read',
      {},
      { ...keys, AWS_REGION: '', AWS_DEFAULT_REGION: 'us-west-1' },
      'us-west-1',
    ],
    ['the profile', { profile: 'with-region' }, {}, 'ap-south-1'],
    ['AWS_PROFILE', {}, { AWS_PROFILE: 'with-region' }, 'ap-south-1'],
  ])('%s', async (_, settings, env, region) => {
    Object.assign(process.env, env);
    expect(await ask(settings)).toEqual({
      account: '123456789012',
      arn: 'arn:aws-cn:iam::123456789012:user/u',
      partition: 'aws-cn',
      region,
    });
    expect(scopeOf(server)).toContain(`/${region}/sts/`);
  });

  it('is asked for when nothing names one', async () => {
    Object.assign(process.env, keys);
    await expect(ask({})).rejects.toMatchObject({
      code: 'REGION_MISSING',
      exitCode: 2,
      suggestions: expect.arrayContaining([expect.stringContaining('--region')]),
    });
    expect(server?.requests).toHaveLength(0);
  });
});

describe('credentials', () => {
  it.each<[string, Partial<AwsSettings>, Record<string, string>, string]>([
    ['those given', { credentials: { accessKeyId: 'AKIAGIVEN', secretAccessKey: 's' } }, keys, 'AKIAGIVEN'],
    ['the environment', {}, keys, 'AKIAENV'],
    ['the profile', { profile: 'with-region' }, {}, 'AKIAPROFILE'],
    ['a named profile before the environment', { profile: 'with-region' }, keys, 'AKIAPROFILE'],
  ])('%s', async (_, settings, env, key) => {
    Object.assign(process.env, env);
    await ask({ region: 'eu-west-1', ...settings });
    expect(scopeOf(server)?.split('/')[0]).toBe(key);
  });

  it('are missing', async () => {
    await expect(ask({ region: 'eu-west-1' })).rejects.toMatchObject({
      code: 'CREDENTIALS_MISSING',
      exitCode: 3,
      message: expect.stringMatching(/^Asking who is calling: no AWS credentials\. /),
    });
    expect(server?.requests).toHaveLength(0);
  });

  it('are missing for a profile that does not exist', async () => {
    await expect(ask({ region: 'eu-west-1', profile: 'nobody' })).rejects.toMatchObject({
      code: 'CREDENTIALS_MISSING',
      message: expect.stringContaining('for profile nobody'),
    });
  });

  it('are refused when the single sign-on session is over', async () => {
    await expect(ask({ profile: 'sso-expired' })).rejects.toMatchObject({
      code: 'CREDENTIALS_REFUSED',
      suggestions: expect.arrayContaining(['Log in again: aws sso login --profile sso-expired']),
    });
  });

  it('are refused by AWS', async () => {
    Object.assign(process.env, keys, { AWS_REGION: 'eu-west-1' });
    const refusal = {
      status: 403,
      headers: { 'content-type': 'text/xml', 'x-amzn-requestid': 'r-9' },
      body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code>
        <Message>The security token included in the request is invalid.</Message></Error><RequestId>r-9</RequestId></ErrorResponse>`,
    };
    await expect(ask({}, refusal)).rejects.toMatchObject({
      code: 'CREDENTIALS_REFUSED',
      exitCode: 3,
      message: expect.stringContaining(
        'STS refused the credentials: InvalidClientTokenId: The security token included in the request is invalid.',
      ),
      details: { requestId: 'r-9' },
    });
  });
});

it('goes where AWS_ENDPOINT_URL points when no endpoint is set', async () => {
  server = await startScriptedServer(() => identity);
  Object.assign(process.env, keys, { AWS_ENDPOINT_URL: server.url });
  const aws = createAwsAdapters({ region: 'eu-west-1' });
  await aws.identity.caller().finally(() => aws.close());
  expect(server.requests).toHaveLength(1);
});

it('prints no warning about the version of Node', async () => {
  const warnings: string[] = [];
  const note = (warning: Error) => warnings.push(warning.message);
  process.on('warning', note);
  Object.assign(process.env, keys);
  await ask({ region: 'eu-west-1' });
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', note);
  expect(warnings.filter((text) => text.includes('AWS SDK'))).toEqual([]);
  expect(process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED).toBe('true');
});
