/** How a failed invocation is read: what the function answered, in a stream too, and what its log adds. */
import { expect, it } from 'vitest';
import { readFailure } from '../../src/services/function-failure.js';

const payload = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const report = 'REPORT RequestId: r\tDuration: 1 ms\tBilled Duration: 1 ms\tMemory Size: 128 MB';

it('takes type and message of the convention', () => {
  const answer = { payload: payload({ errorType: 'TypeError', errorMessage: 'x is undefined', trace: [] }) };
  expect(readFailure(answer, {})).toEqual({ errorType: 'TypeError', errorMessage: 'x is undefined' });
});

it.each([
  ['plain words', { errorMessage: 'plain words' }],
  ['null', {}],
  ['[1]', {}],
  ['{"errorType":1}', {}],
])('takes what a runtime gives that does not keep to it: %s', (text, found) =>
  expect(readFailure({ payload: payload(text) }, {})).toEqual(found),
);

it('takes the end of a stream instead of what came before', () => {
  const failure = JSON.stringify({ errorType: 'Runtime.ExitError', errorMessage: 'exit status 1' });
  expect(readFailure({ payload: payload('half an answ'), failure }, {}).errorType).toBe('Runtime.ExitError');
});

it('asks the log for the memory, and for a type where the answer has none', () => {
  const killed = { errorMessage: 'Runtime exited with error: signal: killed' };
  const full = `${report}\tMax Memory Used: 128 MB\t\n`;
  expect(readFailure({ payload: payload(killed), logTail: full }, {}).diagnosis?.id).toBe('C11');
  const typed = `${report}\tMax Memory Used: 20 MB\tStatus: error\tError Type: Runtime.OutOfMemory\n`;
  expect(readFailure({ payload: payload('no idea'), logTail: typed }, {}).diagnosis?.id).toBe('C10');
});
