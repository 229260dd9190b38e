/** What is said of invocations that went well for the last time. */
import { expect, it } from 'vitest';
import { invocationWarnings } from '../../../src/domain/invocation/invocation-warnings.js';

const report = { requestId: 'r', duration: 100, billedDuration: 100, memorySize: 128, maxMemoryUsed: 64 };

it('says nothing of an ordinary one', () => {
  expect(invocationWarnings(report, { timeout: 3, log: '' })).toEqual([]);
  expect(invocationWarnings({ ...report, maxMemoryUsed: 115 }, { timeout: 3, log: '' })).toEqual([]);
});

it('warns from 90 % of the memory on', () => {
  expect(invocationWarnings({ ...report, maxMemoryUsed: 116 }, { log: '' })).toEqual([
    'It used 116 of 128 MB (91%): raise memorySize before an event needs more.',
  ]);
});

it('warns from 90 % of the timeout on, where it is known and was not reached', () => {
  const slow = { ...report, duration: 2_700 };
  expect(invocationWarnings(slow, { timeout: 3, log: '' })).toEqual([
    'It took 2.7 s of the 3 s that its timeout leaves (90%): raise timeout, or make it faster.',
  ]);
  expect(invocationWarnings(slow, { log: '' })).toEqual([]);
  expect(invocationWarnings({ ...slow, status: 'timeout' }, { timeout: 3, log: '' })).toEqual([]);
});

it('warns of a start that Lambda ended, or nearly did', () => {
  const ended = 'INIT_REPORT Init Duration: 9999.60 ms\tPhase: init\tStatus: timeout\nSTART RequestId: r';
  expect(invocationWarnings({ ...report, initDuration: 9_999 }, { log: ended })).toHaveLength(1);
  expect(invocationWarnings(report, { log: ended })[0]).toContain('ran it again');
  expect(invocationWarnings({ ...report, initDuration: 8_100 }, { log: '' })[0]).toContain('took 8.1 s');
});
