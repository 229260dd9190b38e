import { expect, test } from 'vitest';
import { failurePayload, readReportedError } from '../../../src/domain/invocation/failure-payload.js';

test('Lambda’s own bodies name the type first', () => {
  expect(Buffer.from(failurePayload('Sandbox.Timedout', 'late')).toString()).toBe(
    '{"errorType":"Sandbox.Timedout","errorMessage":"late"}',
  );
});

test.each([
  ['Unhandled', '{"errorType":"ValueError","errorMessage":"no"}', 'ValueError', 'no'],
  ['Runtime.Odd', '{"errorMessage":"no"}', 'Runtime.Odd', 'no'],
  ['Runtime.Odd', '{}', 'Runtime.Odd', ''],
  ['', 'not JSON', 'Runtime.Unknown', 'not JSON'],
  ['', 'null', 'Runtime.Unknown', 'null'],
  ['', '{"errorType":7}', 'Runtime.Unknown', ''],
])('an error of type %j with the body %j', (header, body, errorType, message) => {
  expect(readReportedError(header, Buffer.from(body))).toEqual({ errorType, message });
});
