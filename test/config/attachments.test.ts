/** Everything that hangs on a function: what the file may say about it, and what it comes down to. */
import { describe, expect, test } from 'vitest';
import type { FlagOverrides } from '../../src/config/flag-overrides.js';
import { resolveDeployment } from '../../src/config/resolve-deployment.js';
import type { FunctionSpec } from '../../src/domain/function-spec.js';
import { parseConfig } from './parse-config.js';
import { thrownBy } from './thrown.js';

const queue = 'arn:aws:sqs:eu-west-1:123456789012:orders';
const stream = 'arn:aws:kinesis:eu-west-1:123456789012:stream/clicks';
const table = 'arn:aws:dynamodb:eu-west-1:123456789012:table/users/stream/2026-01-01T00:00:00.000';

async function specOf(settings: string, flags: FlagOverrides = {}): Promise<FunctionSpec | undefined> {
  const file = 'lading.yaml';
  const text = `name: shop\nfunctions:\n  hello:\n    role: auto\n${settings.replace(/^/gm, '    ')}\n`;
  const config = { path: `/shop/${file}`, file, folder: '/shop', settings: await parseConfig(text, file) };
  return resolveDeployment({ cwd: '/shop', config, flags }).functions[0];
}

describe('the specification', () => {
  test('has every kind that the file mentions, in domain words', async () => {
    const spec = await specOf(`memorySize: 256
tags: { team: shop, temporary: null }
recursion: Allow
logRetention: 14
reservedConcurrency: 0
provisionedConcurrency: 2
asyncInvoke: { maximumRetryAttempts: 0, maximumEventAge: 60, onFailure: "${queue}" }
permissions: [{ statementId: s3, principal: s3.amazonaws.com, sourceAccount: "123456789012" }]
functionUrl: { authType: NONE, cors: { allowOrigins: ["*"] }, invokeMode: RESPONSE_STREAM }
eventSources:
  - arn: ${queue}
    filters: [{ body: { b: [1], a: [2] } }, '{"body":{"x":[1]}}']
    maximumConcurrency: false
  - { arn: "${stream}", startingPosition: AT_TIMESTAMP, startingPositionTimestamp: "2026-01-31T12:00:00Z" }`);
    expect(spec?.configuration).toEqual({ memorySize: 256 });
    expect(spec?.attachTo).toBe('live');
    expect(spec?.attachments).toEqual({
      tags: { team: 'shop', temporary: null },
      recursion: 'Allow',
      logRetention: 14,
      reservedConcurrency: 0,
      provisionedConcurrency: 2,
      asyncInvoke: { maximumRetryAttempts: 0, maximumEventAge: 60, onFailure: queue },
      permissions: [
        {
          statementId: 's3',
          principal: 's3.amazonaws.com',
          action: 'lambda:InvokeFunction',
          sourceAccount: '123456789012',
        },
      ],
      functionUrl: { authType: 'NONE', cors: { allowOrigins: ['*'] }, invokeMode: 'RESPONSE_STREAM' },
      eventSources: [
        {
          arn: queue,
          filters: ['{"body":{"a":[2],"b":[1]}}', '{"body":{"x":[1]}}'],
          maximumConcurrency: false,
        },
        {
          arn: stream,
          startingPosition: 'AT_TIMESTAMP',
          startingPositionTimestamp: '2026-01-31T12:00:00Z',
        },
      ],
    });
  });

  test('keeps what takes away, and has nothing where nothing is said', async () => {
    const none = 'functionUrl: false\nasyncInvoke: false\nreservedConcurrency: false\nlogRetention: false';
    expect((await specOf(`${none}\npermissions: []\neventSources: []`))?.attachments).toEqual({
      functionUrl: false,
      asyncInvoke: false,
      reservedConcurrency: false,
      logRetention: false,
      permissions: [],
      eventSources: [],
    });
    expect(
      (await specOf('functionUrl: { authType: AWS_IAM, cors: false }'))?.attachments.functionUrl,
    ).toEqual({
      authType: 'AWS_IAM',
      cors: {},
    });
    expect((await specOf('timeout: 3'))?.attachments).toEqual({});
  });
});

test.each<[string, FlagOverrides, string | undefined]>([
  ['alias: [blue, green]', {}, 'blue'],
  ['alias: [blue, green]', { aliases: ['canary'] }, 'canary'],
  ['alias: [blue, green]', { publish: false }, 'blue'],
  ['timeout: 3', { publish: false }, 'live'],
  ['alias: false', {}, undefined],
  ['publish: false', {}, undefined],
])('%s with %j hangs on %s', async (settings, flags, alias) => {
  expect((await specOf(settings, flags))?.attachTo).toBe(alias);
});

test.each([
  ['functionUrl: { cors: {} }', 'functionUrl.authType is missing; allowed: NONE, AWS_IAM'],
  [
    'functionUrl: true',
    'functionUrl is true; allowed: settings such as { authType: AWS_IAM }, or false for none',
  ],
  [
    'functionUrl: { authType: NONE, auth: NONE }',
    'functionUrl.auth is not a known setting; did you mean authType?',
  ],
  [
    'functionUrl: { authType: NONE, cors: { maxAge: -1 } }',
    'functionUrl.cors.maxAge is -1; allowed: a whole number of seconds from 0 to 86400',
  ],
  [
    'reservedConcurrency:',
    'reservedConcurrency is empty; allowed: a whole number of executions, 0 to stop the function, or false for none reserved',
  ],
  [
    'provisionedConcurrency: 0',
    'provisionedConcurrency is 0; allowed: a whole number of executions from 1 to 100000',
  ],
  [
    'provisionedConcurrency: 1\nalias: false',
    'provisionedConcurrency is 1; allowed: nothing, as the function has no alias to keep it for',
  ],
  ['recursion: allow', 'recursion is "allow"; allowed: Allow, Terminate'],
  [
    'tags: { size: 3 }',
    'tags.size is 3; allowed: text, or null to take the tag away; put numbers, true, false and dates in quotes',
  ],
  [
    'asyncInvoke: { maximumEventAgeInSeconds: 60 }',
    'asyncInvoke.maximumEventAgeInSeconds is not a known setting; did you mean maximumEventAge?',
  ],
  [
    'permissions: [{ statementId: a, principal: "*" }, { statementId: a, principal: "*" }]',
    'permissions[1].statementId is "a"; allowed: a name of its own',
  ],
  [
    'permissions: [{ statementId: a, principal: alexa, eventSourceToken: "a secret" }]',
    'permissions[0].eventSourceToken is a string (not shown); allowed: the id of an Alexa skill',
  ],
  [
    'eventSources: [{ arn: "arn:aws:sns:eu-west-1:123456789012:topic" }]',
    'eventSources[0].arn is "arn:aws:sns:eu-west-1:123456789012:topic"; allowed: the ARN of an SQS queue, a Kinesis stream or a DynamoDB stream',
  ],
  [
    `eventSources: [{ arn: "${stream}" }]`,
    'eventSources[0].startingPosition is missing; allowed: TRIM_HORIZON or LATEST',
  ],
  [
    `eventSources: [{ arn: "${table}", startingPosition: AT_TIMESTAMP, startingPositionTimestamp: "2026-01-31T12:00:00Z" }]`,
    'eventSources[0].startingPosition is "AT_TIMESTAMP"; allowed: TRIM_HORIZON or LATEST, as DynamoDB streams know no other',
  ],
  [
    `eventSources: [{ arn: "${queue}", tumblingWindow: 3 }]`,
    'eventSources[0].tumblingWindow is 3; allowed: nothing, as it is for streams only',
  ],
  [
    `eventSources: [{ arn: "${queue}" }, { arn: "${queue}" }]`,
    `eventSources[1].arn is "${queue}"; allowed: each source once`,
  ],
  [
    `eventSources: [{ arn: "${queue}", filters: ["not JSON"] }]`,
    'eventSources[0].filters[0] is "not JSON"; allowed: a pattern, as settings or as JSON text',
  ],
])('%s is refused', async (settings, message) => {
  const error = await thrownBy(() => specOf(settings));
  expect(error.code).toBe('CONFIG_INVALID');
  expect(error.message).toMatch(/^lading\.yaml:\d+: /);
  expect(error.message.replace(/^lading\.yaml:\d+: /, '')).toBe(
    `functions.hello.${message}${message.endsWith('?') ? '' : '.'}`,
  );
});

test('what several days of retention are allowed is told', async () => {
  expect((await thrownBy(() => specOf('logRetention: 2'))).message).toContain(
    'logRetention is 2; allowed: one of 1, 3, 5, 7, 14,',
  );
});
