import { expect, test } from 'vitest';
import { functionArn, unsampledTrace } from '../../../src/domain/invocation/invocation-identity.js';
import { logStreamName } from '../../../src/domain/invocation/log-stream-name.js';

test.each([
  ['eu-west-1', '$LATEST', 'arn:aws:lambda:eu-west-1:123456789012:function:hello'],
  ['eu-west-1', '3', 'arn:aws:lambda:eu-west-1:123456789012:function:hello:3'],
  ['cn-north-1', '$LATEST', 'arn:aws-cn:lambda:cn-north-1:123456789012:function:hello'],
  ['us-gov-west-1', '$LATEST', 'arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:hello'],
])('the ARN in %s of version %s', (region, version, arn) => {
  expect(functionArn({ name: 'hello', version, account: '123456789012', region })).toBe(arn);
});

test('a trace has the time in it', () => {
  expect(unsampledTrace(1_700_000_000_000, 'ab'.repeat(20))).toBe(
    `Root=1-6553f100-${'ab'.repeat(12)};Parent=${'ab'.repeat(8)};Sampled=0`,
  );
});

test('a log stream has day, version and id in its name', () => {
  expect(logStreamName(Date.UTC(2026, 10, 3, 23, 59), '$LATEST', '0a1b')).toBe('2026/11/03/[$LATEST]0a1b');
});
