/** Function URLs: who may use them, from where, and what stops a request before the function sees it. */
import {
  AddPermissionCommand,
  CreateFunctionUrlConfigCommand,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, callUrl, type Sent } from './call-url.js';
import { type InvocableRegion, startInvocableRegion } from './invocable-region.js';

let answer: unknown;
let scene: InvocableRegion;
const hosts: Record<string, string> = {};
beforeAll(async () => {
  scene = await startInvocableRegion({ event: (event) => event, answer: () => answer });
  await createWithUrl('event', 'event');
});
afterAll(() => scene.region.close());

async function createWithUrl(name: string, handler: string, settings: object = {}): Promise<void> {
  await scene.create(name, handler);
  hosts[name] = await addUrl(name, settings);
  await scene.openUrl(name);
}

async function addUrl(FunctionName: string, settings: object): Promise<string> {
  const command = new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: 'NONE', ...settings });
  return new URL((await scene.region.lambda.send(command)).FunctionUrl ?? '').host;
}

const call = (name: string, sent: Sent = {}): Promise<Answer> =>
  callUrl(scene.region.port, hosts[name] ?? name, sent);

describe('who may use it', () => {
  it('is nobody without both permissions', async () => {
    await scene.create('closed', 'event');
    hosts.closed = await addUrl('closed', {});
    const refused = await call('closed');
    expect(refused.status).toBe(403);
    expect(refused.headers['x-amzn-errortype']).toBe('AccessDeniedException');
    expect(JSON.parse(String(refused.body)).Message).toMatch(/^Forbidden\. For troubleshooting Function URL/);
    await scene.region.lambda.send(
      new AddPermissionCommand({
        FunctionName: 'closed',
        StatementId: 'one',
        Action: 'lambda:InvokeFunctionUrl',
        Principal: '*',
        FunctionUrlAuthType: 'NONE',
      }),
    );
    expect((await call('closed')).status).toBe(403);
    await scene.region.lambda.send(
      new AddPermissionCommand({
        FunctionName: 'closed',
        StatementId: 'two',
        Action: 'lambda:InvokeFunction',
        Principal: '*',
        InvokedViaFunctionUrl: true,
      }),
    );
    expect((await call('closed')).status).toBe(200);
  });

  it('is whoever signs, with AWS_IAM', async () => {
    await scene.create('signed', 'event');
    hosts.signed = await addUrl('signed', { AuthType: 'AWS_IAM' });
    expect((await call('signed')).status).toBe(403);
    const authorization =
      'AWS4-HMAC-SHA256 Credential=AKIDME/20261123/us-east-1/lambda/aws4_request, Signature=0';
    const { status, body: text } = await call('signed', { headers: { authorization } });
    expect(status).toBe(200);
    expect(JSON.parse(String(text)).requestContext).toMatchObject({
      accountId: '000000000000',
      authorizer: { iam: { accessKey: 'AKIDME', userArn: 'arn:aws:iam::000000000000:root' } },
    });
  });

  it('is nobody where there is no such URL', async () => {
    const refused = await call(`${'0'.repeat(32)}.lambda-url.us-east-1.on.aws`);
    expect([refused.status, String(refused.body)]).toEqual([403, '{"Message":null}']);
  });
});

it('invokes the alias that it is of', async () => {
  await scene.create('aliased', 'event');
  await scene.release('aliased');
  await scene.alias('aliased', 'live', '1');
  hosts.aliased = await addUrl('aliased', { Qualifier: 'live', AuthType: 'AWS_IAM' });
  await call('aliased', { headers: { authorization: 'AWS4-HMAC-SHA256 Credential=A/B' } });
  expect(scene.hosting.hosted.at(-1)).toMatchObject({ name: 'aliased', version: '1' });
});

describe('requests from other origins', () => {
  const origin = 'https://app.example.com';
  const preflight = { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'PUT' } };

  it('are answered by its rules, before the function is asked', async () => {
    const Cors = {
      AllowOrigins: ['https://*.example.com'],
      AllowMethods: ['GET', 'PUT'],
      AllowHeaders: ['x-own'],
      ExposeHeaders: ['x-count'],
      AllowCredentials: true,
      MaxAge: 60,
    };
    await createWithUrl('shared', 'answer', { Cors });
    const before = scene.hosting.hosted.length;
    const { status, headers } = await call('shared', preflight);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET,PUT',
      'access-control-allow-headers': 'x-own',
      'access-control-allow-credentials': 'true',
      'access-control-max-age': '60',
    });
    expect(scene.hosting.hosted).toHaveLength(before);

    answer = { statusCode: 200, headers: { 'Access-Control-Allow-Origin': 'the function’s' }, body: 'x' };
    const own = await call('shared', { headers: { origin } });
    expect(own.headers['access-control-allow-origin']).toBe(origin);
    expect(own.headers['access-control-expose-headers']).toBe('x-count');
    const foreign = await call('shared', { headers: { origin: 'https://example.org' } });
    expect(foreign.headers['access-control-expose-headers']).toBeUndefined();
  });

  it('go to the function where there are no rules', async () => {
    const { body: text } = await call('event', preflight);
    expect(JSON.parse(String(text)).requestContext.http.method).toBe('OPTIONS');
  });
});

it('says when this machine cannot run the function', async () => {
  await createWithUrl('broken', 'no-such-handler');
  const { status, body } = await call('broken');
  expect([status, JSON.parse(String(body)).Message]).toEqual([
    500,
    'This local region could not run broken. exec format error',
  ]);
});

it('refuses too much, and too many', async () => {
  const large = await call('event', { method: 'POST', body: Buffer.alloc(6 * 1024 * 1024 + 1) });
  expect([large.status, JSON.parse(String(large.body)).Message]).toEqual([
    413,
    'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
  ]);
  const inBase64 = await call('event', { method: 'POST', body: Buffer.alloc(5 * 1024 * 1024) });
  expect(inBase64.status).toBe(413);
  await scene.region.lambda.send(
    new PutFunctionConcurrencyCommand({ FunctionName: 'event', ReservedConcurrentExecutions: 0 }),
  );
  const many = await call('event');
  expect([many.status, String(many.body)]).toEqual([429, '{"Message":"Rate Exceeded."}']);
});
