/** Errors of Invoke as the SDK throws them, in our words. */
import { expect, it } from 'vitest';
import { invocationFailure } from '../../../src/adapters/aws/invocation-failure.js';
import type { FunctionName } from '../../../src/domain/function-spec.js';

const request = {
  name: 'hello' as FunctionName,
  qualifier: 'live',
  payload: '{}',
  type: 'RequestResponse',
  tail: true,
  patience: 1_000,
} as const;

function thrown(status: number, name: string, message: string, fields: object = {}): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status }, ...fields });
}

it.each([
  ['ReservedFunctionConcurrentInvocationLimitExceeded', 'E13'],
  ['ConcurrentInvocationLimitExceeded', 'E13'],
  ['CallerRateLimitExceeded', 'E12'],
])('says what was exhausted: %s', (Reason, diagnosis) => {
  const $metadata = { httpStatusCode: 429, attempts: 4 };
  const error = thrown(429, 'TooManyRequestsException', 'Rate Exceeded.', { Reason, $metadata });
  const failure = invocationFailure(error, request, undefined);
  expect(failure.code).toBe('THROTTLED');
  expect(failure.message).toMatch(/The function did not get the event, at none of 4 attempts\.$/);
  expect(failure.message).toContain(`Rate Exceeded. (${Reason})`);
  expect(failure.details).toMatchObject({ diagnosis });
  expect(failure.details.sent).toBeUndefined();
});

it.each([
  [502, 'KMSDisabledException', 'Lambda was unable to decrypt: the KMS key used is disabled.', 'A21'],
  [502, 'ENILimitReachedException', 'The elastic network interface limit was reached.', 'E15'],
  [502, 'SubnetIPAddressLimitReachedException', 'no available IP addresses', 'E16'],
  [409, 'CodeArtifactUserDeletedException', 'the code artifact user has been deleted', 'A19'],
])('a %i that says that it did not run is no doubt: %s', (status, name, text, diagnosis) => {
  const failure = invocationFailure(thrown(status, name, text), request, undefined);
  expect(failure.message).toContain(`Lambda answered ${name}: ${text}`);
  expect(failure.details).toMatchObject({ diagnosis, error: name });
  expect(failure.details.sent).toBeUndefined();
});

it('an internal error of Lambda is one', () => {
  const failure = invocationFailure(thrown(500, 'ServiceException', 'internal'), request, undefined);
  expect(failure.details).toMatchObject({ sent: true, function: 'hello', qualifier: 'live' });
  expect(failure.suggestions).toEqual(['See what the function did: lading logs hello --since 15m']);
});

it('a connection that breaks in the middle of the answer is told as that', () => {
  const broken = thrown(200, 'Error', 'aborted\n  Deserialization error: to see …', { code: 'ECONNRESET' });
  const failure = invocationFailure(broken, request, undefined);
  expect(failure.message).toContain(
    'The answer was lost: Invoking function hello:live: the connection to Lambda broke in the middle of its answer: aborted.',
  );
  expect(failure.details).toMatchObject({ sent: true, error: 'ECONNRESET' });
});
