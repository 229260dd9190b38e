/** Issue 5 item 5: what invoke prints of an answer, where, and in which shape. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { InvocationResult } from '../../../src/domain/invocation/invocation-result.js';
import { restError } from '../../servers/scripted-http.js';
import { expectRefusal } from '../failure-cases/both-faces.js';
import { document } from '../run-lading.js';
import { answer, failed, type InvokeScene, id, log, openInvokeScene, reportLine } from './invoke-scene.js';

let scene: InvokeScene;

beforeAll(async () => {
  scene = await openInvokeScene();
});
afterEach(() => scene.closeServer());
afterAll(() => scene?.close());

describe('the answer', () => {
  it('goes to stdout as it came; log, report and estimate to stderr', async () => {
    await scene.lambda(() => answer('{"b":1,  "a":12345678901234567890}'));
    const run = await scene.lading('invoke', 'hello', '{"n": 1.10}');
    expect(run.code, run.stderr).toBe(0);
    expect(run.stdout).toBe('{"b":1,  "a":12345678901234567890}\n');
    expect(scene.sent()).toEqual(['{"n": 1.10}']);
    expect(scene.asked()).toContain('Qualifier=%24LATEST');
    expect(run.stderr).toContain('Invoking hello:$LATEST\n');
    expect(run.stderr).toContain('hello from inside\n');
    expect(run.stderr).toContain(`hello:$LATEST, version 3. Request ${id}.`);
    expect(run.stderr).toContain('took 12.34 ms, billed 136 ms; start 123.45 ms; memory 61 of 1024 MB (6%)');
    // 0.136 s × 1 GB × 0.0000133334 × 1,000,000 + 0.20
    expect(run.stderr).toContain(
      'estimate: 2.01 USD for a million such invocations (list prices of 2026-09-19, eu-west-1, arm64)',
    );
  });

  it('is one document with --json', async () => {
    await scene.lambda(() => answer('{"b":[1]}'));
    const run = await scene.lading('invoke', 'hello:live', '--json');
    expect(run.code, run.stderr).toBe(0);
    expect(document<InvocationResult>(run)).toEqual({
      function: 'hello',
      qualifier: 'live',
      invocationType: 'RequestResponse',
      statusCode: 200,
      executedVersion: '3',
      requestId: id,
      functionError: null,
      payload: { b: [1] },
      payloadFormat: 'json',
      report: {
        requestId: id,
        duration: 12.34,
        billedDuration: 136,
        memorySize: 1024,
        maxMemoryUsed: 61,
        initDuration: 123.45,
      },
      cost: {
        currency: 'USD',
        invocation: 0.000002013342,
        million: 2.013342,
        region: 'eu-west-1',
        architecture: 'arm64',
        pricesAsOf: '2026-09-19',
      },
      warnings: [],
      logTail: log,
    });
    expect(run.stderr).toBe('Invoking hello:live\n');
  });

  it('has the published shape, when it went well and when it did not', async () => {
    const schema = new URL('../../../docs/schemas/invoke.schema.json', import.meta.url);
    const ajv = new Ajv({ allErrors: true, strict: false });
    const validate = ajv.compile(JSON.parse(await readFile(schema, 'utf8')) as object);
    for (const made of [answer('{"b":[1]}'), failed('Error', 'no'), answer('', { tail: '' })]) {
      await scene.lambda(() => made);
      const found = document(await scene.lading('invoke', 'hello', '--json'));
      expect(validate(found), JSON.stringify(validate.errors)).toBe(true);
    }
  });

  it('may be bytes, which are printed untouched', async () => {
    await scene.lambda(() =>
      answer(Uint8Array.from([0xff, 0x01, 0x0a]), { 'content-type': 'application/x' }),
    );
    const run = await scene.shell('lading invoke hello -q | od -An -tx1');
    expect(run.stdout.trim()).toBe('ff 01 0a');
    expect(run.stderr).toBe('');
    const { payload, payloadFormat } = document<InvocationResult>(
      await scene.lading('invoke', 'hello', '--json'),
    );
    expect({ payload, payloadFormat }).toEqual({ payload: '/wEK', payloadFormat: 'base64' });
  });

  it('is printed also where the configuration of the function may not be read, or no log is wanted', async () => {
    const refused = () => restError(403, 'AccessDeniedException', 'no');
    await scene.lambda(() => answer('1'), refused);
    const run = await scene.lading('invoke', 'hello');
    expect({ code: run.code, stdout: run.stdout }).toEqual({ code: 0, stdout: '1\n' });
    expect(run.stderr).toContain('billed 136 ms');
    expect(run.stderr).not.toContain('estimate');
    await scene.lambda(() => answer('1', { tail: '' }));
    await scene.lading('invoke', 'hello', '--no-tail');
    expect(scene.server().requests.map(({ method }) => method)).toEqual(['POST']);
    expect(scene.server().requests[0]?.headers['x-amz-log-type']).toBeUndefined();
  });

  it('comes with warnings where little is left', async () => {
    const tight = reportLine.replace('12.34 ms', '2900.00 ms').replace('Used: 61', 'Used: 1000');
    await scene.lambda(() => answer('1', { tail: `${tight}\n` }));
    const run = await scene.lading('invoke', 'hello', '--quiet');
    expect(run.stderr).toContain('Warning: It used 1000 of 1024 MB (98%)');
    expect(run.stderr).toContain('Warning: It took 2.9 s of the 3 s that its timeout leaves');
    expect(run.stderr).not.toContain('Invoking');
    expect(document<InvocationResult>(await scene.lading('invoke', 'hello', '--json')).warnings).toHaveLength(
      2,
    );
  });
});

describe('without an answer', () => {
  it('--async puts the event into the queue, --dry-run asks only', async () => {
    await scene.lambda((request) => ({
      ...answer('', { tail: '' }),
      status: request.headers['x-amz-invocation-type'] === 'Event' ? 202 : 204,
    }));
    const queued = await scene.lading('invoke', 'hello', '--async');
    expect({ code: queued.code, stdout: queued.stdout }).toEqual({ code: 0, stdout: '' });
    expect(queued.stderr).toContain('Lambda has put the event for hello:$LATEST into its queue.');
    const dry = document<InvocationResult>(await scene.lading('invoke', 'hello', '--dry-run', '--json'));
    expect(dry).toMatchObject({ statusCode: 204, payloadFormat: 'none', payload: null, report: null });
    expect((await scene.lading('invoke', 'hello', '--async', '--dry-run')).code).toBe(2);
  });
});

describe('which version', () => {
  it('is the alias of the configuration, unless told', async () => {
    await writeFile(join(scene.folder, 'lading.yaml'), 'name: app\nfunctions:\n  hello: { alias: prod }\n');
    await scene.lambda(() => answer('1'));
    const run = await scene.lading('invoke', 'hello');
    await rm(join(scene.folder, 'lading.yaml'));
    expect(run.stderr).toContain('Invoking hello:prod, the alias of the configuration\n');
    expect(scene.asked()).toContain('Qualifier=prod');
    expectRefusal(await scene.lading('invoke', 'hello:live', '--qualifier', '7', '--json'), {
      code: 'USAGE',
      exit: 2,
    });
  });

  it('is that of an ARN, in its region and its account, also when the file has such a function', async () => {
    await writeFile(join(scene.folder, 'lading.yaml'), 'name: app\nfunctions:\n  hello: { alias: prod }\n');
    await scene.lambda(() => answer('1'));
    const arn = 'arn:aws:lambda:eu-north-1:210987654321:function:hello';
    for (const [text, qualifier] of [
      [arn, '%24LATEST'],
      [`${arn}:live`, 'live'],
      ['210987654321:function:hello:7', '7'],
    ] as const) {
      const before = scene.server().requests.length;
      const run = await scene.lading('invoke', text);
      expect(run.code, run.stderr).toBe(0);
      const asked = scene.server().requests.slice(before);
      const address = encodeURIComponent(text.replace(/:(?:live|7)$/, ''));
      // Also the configuration that the estimate needs is read there.
      expect(asked.map(({ url }) => url.replace(/^\/2015-03-31\/functions\//, '')).sort()).toEqual([
        `${address}/invocations?Qualifier=${qualifier}`,
        `${address}?Qualifier=${qualifier}`,
      ]);
      const region = text.startsWith('arn:') ? 'eu-north-1' : 'eu-west-1';
      for (const { headers } of asked) expect(headers.authorization).toContain(`/${region}/lambda/`);
    }
    await rm(join(scene.folder, 'lading.yaml'));
  });
});
