/** Function URLs: what the function sees, and what the caller gets. */
import { CreateFunctionUrlConfigCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Handler } from '../in-process-hosting.js';
import { type Answer, callUrl, type Sent } from './call-url.js';
import { type InvocableRegion, startInvocableRegion } from './invocable-region.js';

let answer: unknown;
const parts = (...texts: (string | Error)[]) =>
  (async function* () {
    for (const text of texts) {
      if (typeof text !== 'string') throw text;
      yield Buffer.from(text);
    }
  })();
let body: AsyncIterable<Uint8Array> = parts();
const handlers: Record<string, Handler> = {
  event: (event) => event,
  answer: () => answer,
  fail: () => {
    throw new TypeError('a secret reason');
  },
  stream: (_event, { stream }) => {
    stream?.({ contentType: 'application/vnd.awslambda.http-integration-response', body });
    return new Uint8Array();
  },
  bytes: (_event, { stream }) => {
    stream?.({ contentType: 'text/event-stream', body });
    return new Uint8Array();
  },
};

let scene: InvocableRegion;
const hosts: Record<string, string> = {};
beforeAll(async () => {
  scene = await startInvocableRegion(handlers);
  for (const name of ['event', 'answer', 'fail']) await createWithUrl(name, name);
  for (const name of ['stream', 'bytes']) await createWithUrl(name, name, { InvokeMode: 'RESPONSE_STREAM' });
  await createWithUrl('collected', 'stream');
  await createWithUrl('whole', 'answer', { InvokeMode: 'RESPONSE_STREAM' });
});
afterAll(() => scene.region.close());

async function createWithUrl(name: string, handler: string, settings: object = {}): Promise<void> {
  await scene.create(name, handler);
  hosts[name] = await addUrl(name, settings);
  await scene.openUrl(name);
}

async function addUrl(FunctionName: string, settings: object): Promise<string> {
  const command = new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: 'NONE', ...settings });
  const { FunctionUrl = '' } = await scene.region.lambda.send(command);
  expect(FunctionUrl).toMatch(
    new RegExp(`^http://[0-9a-f]{32}\\.lambda-url\\.us-east-1\\.localhost:${scene.region.port}/$`),
  );
  return new URL(FunctionUrl).host;
}

const call = (name: string, sent: Sent = {}): Promise<Answer> =>
  callUrl(scene.region.port, hosts[name] ?? name, sent);

const eventOf = async (sent: Sent) => JSON.parse(String((await call('event', sent)).body));

describe('the event', () => {
  it('holds method, path, query, headers and body of the request', async () => {
    const event = await eventOf({
      method: 'PUT',
      path: '/pa%2Fth/%C3%A4?a=1&b=x%20y&a=2&flag',
      headers: { 'X-Own': 'Value', 'content-type': 'application/json; charset=utf-8', cookie: 'a=1; b=2' },
      body: '{"ü":1}',
    });
    const id = hosts.event?.split('.')[0];
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/pa%2Fth/%C3%A4',
      rawQueryString: 'a=1&b=x%20y&a=2&flag',
      queryStringParameters: { a: '1,2', b: 'x y', flag: '' },
      cookies: ['a=1', 'b=2'],
      headers: { 'x-own': 'Value', host: hosts.event, 'x-forwarded-for': '127.0.0.1', 'content-length': '8' },
      requestContext: {
        accountId: 'anonymous',
        apiId: id,
        domainName: `${id}.lambda-url.us-east-1.localhost`,
        domainPrefix: id,
        http: {
          method: 'PUT',
          path: '/pa%2Fth/%C3%A4',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: '',
        },
        routeKey: '$default',
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        timeEpoch: scene.region.now(),
      },
      body: '{"ü":1}',
      isBase64Encoded: false,
    });
    expect(event.headers).not.toHaveProperty('cookie');
  });

  it('has no members for what the request does not have', async () => {
    const event = await eventOf({});
    for (const member of ['body', 'cookies', 'queryStringParameters'])
      expect(event).not.toHaveProperty(member);
    expect(event).toMatchObject({ rawPath: '/', rawQueryString: '', isBase64Encoded: false });
  });

  it.each<[string, string | Uint8Array, boolean]>([
    ['text/plain', 'words', false],
    ['application/xml', '<a/>', false],
    ['application/vnd.api+json', '{}', false],
    ['application/x-www-form-urlencoded', 'a=b', true],
    ['multipart/form-data; boundary=x', '--x--', true],
    ['image/png', Buffer.from([0x89, 0x50]), true],
    ['text/plain', Buffer.from([0xff, 0xfe]), true],
    ['', 'anything', true],
  ])('of a body of %s', async (type, sent, encoded) => {
    const event = await eventOf({
      method: 'POST',
      body: sent,
      headers: type ? { 'content-type': type } : {},
    });
    expect(event.isBase64Encoded).toBe(encoded);
    expect(Buffer.from(event.body, encoded ? 'base64' : 'utf8')).toEqual(Buffer.from(sent));
  });

  it('has the same request id as the answer', async () => {
    const { headers, body: text } = await call('event');
    expect(JSON.parse(String(text)).requestContext.requestId).toBe(headers['x-amzn-requestid']);
  });

  it('comes to the function whatever the path, also one that is the region’s elsewhere', async () => {
    for (const path of ['/_lading/status', '/v2/', '/2015-03-31/functions', '/2015-03-31/functions/a%ZZ'])
      expect((await eventOf({ path })).rawPath).toBe(path);
  });
});

describe('the answer', () => {
  const answered = async (given: unknown) => {
    answer = given;
    const { status, headers, body: text } = await call('answer');
    return [status, headers['content-type'], String(text)];
  };

  // As recorded of AWS.
  it.each<[unknown, string]>([
    [{ hello: 'world' }, '{"hello":"world"}'],
    [['hello', 3, true], '["hello",3,true]'],
    ['hello', 'hello'],
    [3, '3'],
    [3.1, '3.1'],
    [true, 'true'],
    [null, 'null'],
  ])('of %j is a 200 with it as the body', async (given, text) => {
    expect(await answered(given)).toEqual([200, 'application/json', text]);
  });

  it('has status, headers, cookies and body as the function says', async () => {
    answer = {
      statusCode: '418',
      headers: { 'Content-Type': 'text/plain', 'X-Count': 3, 'content-length': '999' },
      cookies: ['a=1; Secure', 'b=2'],
      body: Buffer.from([1, 2, 0xff]).toString('base64'),
      isBase64Encoded: true,
    };
    const { status, headers, body: bytes } = await call('answer');
    expect(status).toBe(418);
    expect(headers).toMatchObject({
      'content-type': 'text/plain',
      'x-count': '3',
      'set-cookie': ['a=1; Secure', 'b=2'],
      'content-length': '3',
    });
    expect([...bytes]).toEqual([1, 2, 0xff]);
  });

  it('may have no body', async () => {
    expect(await answered({ statusCode: 201 })).toEqual([201, 'application/json', '']);
    expect(await answered({ statusCode: 200, body: { a: 1 } })).toEqual([200, 'application/json', '{"a":1}']);
  });

  it.each([
    [{ statusCode: 'many' }],
    [{ statusCode: 9999 }],
    [{ statusCode: 200, headers: 'none' }],
    [{ statusCode: 200, headers: { 'bad name': 'x' } }],
    [{ statusCode: 200, headers: { name: 'bad\nvalue' } }],
    [Buffer.from('no JSON')],
  ])('that is none (%j) is a 502', async (given) => {
    expect(await answered(given)).toEqual([502, 'text/plain', 'Internal Server Error']);
  });

  it('of a function that fails is a 502 without its reason', async () => {
    const { status, body: text } = await call('fail');
    expect([status, String(text)]).toEqual([502, 'Internal Server Error']);
  });
});

describe('a stream', () => {
  const head = '{"statusCode":202,"headers":{"content-type":"text/csv"},"cookies":["c=1"]}';
  const zeros = '\0'.repeat(8);

  it('has its head before eight zero bytes, wherever it is cut', async () => {
    body = parts(head.slice(0, 20), head.slice(20), zeros.slice(0, 3), `${zeros.slice(3)}a,b`, ',c');
    const streamed = await call('stream');
    expect([streamed.status, streamed.headers['content-type'], String(streamed.body)]).toEqual([
      202,
      'text/csv',
      'a,b,c',
    ]);
    expect(streamed.headers['set-cookie']).toEqual(['c=1']);
    expect(streamed.headers['transfer-encoding']).toBe('chunked');
  });

  it('without a head is sent with its own type', async () => {
    body = parts('data: 1\n\n', 'data: 2\n\n');
    const streamed = await call('bytes');
    expect([streamed.status, streamed.headers['content-type'], String(streamed.body)]).toEqual([
      200,
      'text/event-stream',
      'data: 1\n\ndata: 2\n\n',
    ]);
  });

  it('is a 502 where its head is none, and breaks off where it breaks off', async () => {
    for (const given of [
      parts('{"statusCode":202}'),
      parts(`{${zeros}rest`),
      parts(`{"statusCode":"x"}${zeros}`),
    ]) {
      body = given;
      expect((await call('stream')).status).toBe(502);
    }
    body = parts(new Error('at once'));
    expect((await call('stream')).status).toBe(502);
    body = parts(head + zeros, 'half', new Error('in the middle'));
    await expect(call('stream')).rejects.toThrow(/aborted|hang up/);
  });

  it('of a function that does not stream is its payload as it is', async () => {
    answer = { statusCode: 404, body: 'x' };
    const { status, body: text } = await call('whole');
    expect([status, JSON.parse(String(text))]).toEqual([200, answer]);
  });
});
