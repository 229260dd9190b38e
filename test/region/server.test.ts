/** The front of the region: who is asked, what is logged, what can be made to go wrong. */
import { CreateRepositoryCommand } from '@aws-sdk/client-ecr';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { GetFunctionCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it } from 'vitest';
import { refusalOf } from './lambda/refusal.js';
import { startTestRegion, type TestRegion, type TestRegionOptions } from './test-region.js';

let region: TestRegion;
afterEach(() => region.close());
async function start(options: TestRegionOptions = {}): Promise<TestRegion> {
  region = await startTestRegion(options);
  return region;
}

const list = () => region.lambda.send(new ListFunctionsCommand({}));
const identity = () => region.sts.send(new GetCallerIdentityCommand({}));
const control = (method: string, path: string, body?: object) =>
  fetch(`${region.url}/_lading/${path}`, { method, ...(body && { body: JSON.stringify(body) }) });

describe('a region', () => {
  it('answers on loopback as the account and region it was given', async () => {
    await start({ account: '123456789012', region: 'eu-west-1' });
    expect(region.url).toBe(`http://127.0.0.1:${region.port}`);
    const answer = await identity();
    expect(answer).toMatchObject({ Account: '123456789012', Arn: 'arn:aws:iam::123456789012:root' });
    expect(answer.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(await (await control('GET', 'status')).json()).toMatchObject({
      idleAfter: 0,
      url: region.url,
      account: '123456789012',
      region: 'eu-west-1',
      pid: process.pid,
    });
  });

  it('logs each request with operation and outcome, and forgets on demand', async () => {
    await start();
    await identity();
    await refusalOf(region.lambda.send(new GetFunctionCommand({ FunctionName: 'none' })));
    await region.role('worker');
    const { requests } = (await (await control('GET', 'requests')).json()) as { requests: object[] };
    expect(requests).toEqual(region.requests());
    expect(requests).toMatchObject([
      { service: 'sts', operation: 'GetCallerIdentity', mutating: false, status: 200, requestBytes: 43 },
      { service: 'lambda', operation: 'GetFunction', mutating: false, status: 404 },
      { service: 'iam', operation: 'CreateRole', mutating: true, status: 200 },
    ]);
    await control('DELETE', 'requests');
    expect(region.requests()).toEqual([]);
  });

  it('refuses unknown operations and unsigned requests in the words of each service', async () => {
    await start();
    const post = (scope: string, body: string) =>
      fetch(region.url, {
        method: 'POST',
        body,
        headers: {
          authorization: `AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/${scope}/aws4_request`,
          'content-type': 'application/x-www-form-urlencoded',
        },
      });
    const unknown = await post('iam', 'Action=CreateUser&Version=2010-05-08');
    expect(unknown.status).toBe(400);
    expect(await unknown.text()).toContain('<Code>InvalidAction</Code>');
    expect((await post('s3', '')).status).toBe(404);
    expect((await fetch(`${region.url}/nothing`)).status).toBe(403);
  });

  it('takes its time when told to', async () => {
    await start({ latency: 60 });
    const before = performance.now();
    await identity();
    expect(performance.now() - before).toBeGreaterThanOrEqual(59);
  });
});

describe('a scripted fault', () => {
  it('strikes the named operation as often as it says, and can be taken back', async () => {
    await start();
    const error = { code: 'TooManyRequestsException', message: 'Rate exceeded', status: 429 };
    const posted = await control('POST', 'faults', {
      service: 'lambda',
      operation: 'ListFunctions',
      times: 2,
      after: 1,
      error,
    });
    expect(posted.status).toBe(204);
    await identity();
    await list();
    const throttled = { status: 429, name: 'TooManyRequestsException', message: 'Rate exceeded' };
    expect(await refusalOf(list())).toEqual(throttled);
    expect(await refusalOf(list())).toEqual(throttled);
    await list();
    expect(region.requests().map(({ status }) => status)).toEqual([200, 200, 429, 429, 200]);
    await control('POST', 'faults', { error });
    await control('DELETE', 'faults');
    await list();
  });

  it('speaks the protocol of the service it strikes', async () => {
    await start();
    region.faults.add({ error: { code: 'AccessDenied', message: 'not allowed to <do> this', status: 403 } });
    expect(await refusalOf(region.iam.send(new GetRoleCommand({ RoleName: 'any' })))).toEqual({
      status: 403,
      name: 'AccessDenied',
      message: 'not allowed to <do> this',
    });
  });

  it('can be a cut connection, an HTML page or mere slowness', async () => {
    await start();
    region.faults.add({ operation: 'ListFunctions', reset: true });
    expect(await refusalOf(list())).toMatchObject({
      message: expect.stringMatching(/ECONNRESET|socket hang up/),
    });
    region.faults.add({ operation: 'ListFunctions', html: '<html>Bad Gateway</html>' });
    expect((await refusalOf(list())).name).toBe('SyntaxError');
    region.faults.add({ operation: 'ListFunctions', delay: 60 });
    const before = performance.now();
    await list();
    expect(performance.now() - before).toBeGreaterThanOrEqual(59);
    expect(region.requests().map(({ status }) => status)).toEqual([0, 500, 200]);
  });

  it('can change what is answered, of the requests whose URL has a part', async () => {
    await start();
    const functions = [{ FunctionName: 'made-up', State: 'SomethingNew' }];
    region.faults.add({ url: 'MaxItems=7', answer: { Functions: functions, NextMarker: 'more' } });
    region.faults.add({ url: 'MaxItems=7', answer: { Functions: null } });
    expect((await list()).Functions).toEqual([]);
    const seven = () => region.lambda.send(new ListFunctionsCommand({ MaxItems: 7 }));
    expect(await seven()).toMatchObject({ Functions: functions, NextMarker: 'more' });
    expect((await seven()).Functions).toBeUndefined();
    expect((await seven()).Functions).toEqual([]);
  });

  it('can be somebody else, who comes first', async () => {
    await start();
    const target = 'AmazonEC2ContainerRegistry_V20150921.CreateRepository';
    const first = {
      method: 'POST' as const,
      url: '/',
      headers: { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' },
      body: { repositoryName: 'theirs' },
    };
    region.faults.add({ operation: 'CreateRepository', first });
    const create = () => region.ecr.send(new CreateRepositoryCommand({ repositoryName: 'theirs' }));
    expect((await refusalOf(create())).name).toBe('RepositoryAlreadyExistsException');
    region.faults.add({ operation: 'ListFunctions', first });
    expect((await refusalOf(list())).message).toContain('the request that was to come first got 400');
  });

  it('is refused when it is none', async () => {
    await start();
    const response = await control('POST', 'faults', { times: 0 });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("Value '0' at 'times'");
    expect((await control('POST', 'faults', { operations: 'x' })).status).toBe(400);
  });
});
