/** REPORT lines as Lambda writes them, in text and in JSON. */
import { describe, expect, it } from 'vitest';
import { parseReport } from '../../../src/domain/invocation/parse-report.js';

const id = '9ab5bbe5-0a9c-4b8f-9e34-5a1d8a1f4b2c';

describe('parseReport', () => {
  it('reads a cold start', () => {
    const log = `START RequestId: ${id} Version: 3\nhello\nEND RequestId: ${id}\nREPORT RequestId: ${id}\tDuration: 12.34 ms\tBilled Duration: 136 ms\tMemory Size: 128 MB\tMax Memory Used: 61 MB\tInit Duration: 123.45 ms\t\n`;
    expect(parseReport(log)).toEqual({
      requestId: id,
      duration: 12.34,
      billedDuration: 136,
      memorySize: 128,
      maxMemoryUsed: 61,
      initDuration: 123.45,
    });
  });

  it('reads status and error type, and stops at what X-Ray adds', () => {
    const log = `REPORT RequestId: ${id}\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax Memory Used: 30 MB\tStatus: timeout\nXRAY TraceId: 1-5\tSegmentId: 6b\tSampled: true\n`;
    expect(parseReport(log)).toMatchObject({ status: 'timeout', billedDuration: 3000 });
    const crashed = `REPORT RequestId: ${id}\tDuration: 3.00 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax Memory Used: 30 MB\tStatus: error\tError Type: Runtime.ExitError`;
    expect(parseReport(crashed)).toMatchObject({ status: 'error', errorType: 'Runtime.ExitError' });
  });

  it('reads the platform report of the JSON format', () => {
    const line = JSON.stringify({
      time: '2026-11-23T09:00:00.000Z',
      type: 'platform.report',
      record: {
        requestId: id,
        metrics: {
          durationMs: 101.5,
          billedDurationMs: 102,
          memorySizeMB: 512,
          maxMemoryUsedMB: 33,
          initDurationMs: 116.67,
        },
        status: 'success',
      },
    });
    expect(parseReport(`ed":"half"}\n${line}\n`)).toEqual({
      requestId: id,
      duration: 101.5,
      billedDuration: 102,
      memorySize: 512,
      maxMemoryUsed: 33,
      initDuration: 116.67,
    });
  });

  it('takes the last report, also behind text that looks like one', () => {
    const fake = 'REPORT RequestId: made-up\tDuration: nothing\n{"type":"platform.report","record":';
    const real = `REPORT RequestId: ${id}\tDuration: 1.00 ms\tBilled Duration: 1 ms\tMemory Size: 128 MB`;
    expect(parseReport(`${fake}\n${real}\n${fake}\n`)).toEqual({
      requestId: id,
      duration: 1,
      billedDuration: 1,
      memorySize: 128,
    });
  });

  it.each(['', 'hello', 'REPORT', `REPORT RequestId: ${id}`, '{"type":"platform.report"}'])(
    'finds none in %j',
    (log) => expect(parseReport(log)).toBeUndefined(),
  );
});
