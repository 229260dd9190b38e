/** Which trust policies let Lambda in. */
import { expect, it } from 'vitest';
import { lambdaTrustPolicy, trustsLambda } from '../../../src/adapters/aws/trust-policy.js';

const allow = (principal: unknown, action: unknown = 'sts:AssumeRole') => ({
  Effect: 'Allow',
  Principal: principal,
  Action: action,
});
const policy = (...statements: unknown[]) =>
  encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
const lambda = { Service: 'lambda.amazonaws.com' };

it.each<[string, string | undefined, boolean]>([
  ['our own', lambdaTrustPolicy, true],
  ['our own as IAM sends it', encodeURIComponent(lambdaTrustPolicy), true],
  [
    'one of several services',
    policy(allow({ Service: ['edgelambda.amazonaws.com', 'lambda.amazonaws.com'] })),
    true,
  ],
  ['one of several actions', policy(allow(lambda, ['sts:TagSession', 'sts:AssumeRole'])), true],
  ['a wildcard action', policy(allow(lambda, 'sts:*')), true],
  ['a later statement', policy(allow({ AWS: 'arn:aws:iam::1:root' }), allow(lambda)), true],
  ['a statement that is no list', encodeURIComponent(JSON.stringify({ Statement: allow(lambda) })), true],
  ['another service', policy(allow({ Service: 'ec2.amazonaws.com' })), false],
  ['another action', policy(allow(lambda, 'sts:TagSession')), false],
  ['an account', policy(allow({ AWS: '*' })), false],
  ['a denial', policy(allow(lambda), { ...allow(lambda), Effect: 'Deny' }), false],
  ['no statement', policy(), false],
  ['what cannot be read is left to Lambda', '%7Bnot json', true],
  ['nothing is left to Lambda', undefined, true],
])('%s', (_, document, trusted) => {
  expect(trustsLambda(document)).toBe(trusted);
});
