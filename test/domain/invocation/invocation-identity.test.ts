import { expect, test } from 'vitest';
import { functionArn, unsampledTrace } from '../../../src/domain/invocation/invocation-identity.js';

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
