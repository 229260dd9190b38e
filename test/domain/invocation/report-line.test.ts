import { expect, test } from 'vitest';
import { parseReport } from '../../../src/domain/invocation/parse-report.js';
import { initReportLine, reportLine } from '../../../src/domain/invocation/report-line.js';

const report = { requestId: 'r', duration: 3, billedDuration: 3, memorySize: 128, maxMemoryUsed: 73 };

// Lines of real logs, with other ids.
test.each([
  [
    { ...report, duration: 84.77, billedDuration: 635, initDuration: 549.71 },
    'REPORT RequestId: r\tDuration: 84.77 ms\tBilled Duration: 635 ms\tMemory Size: 128 MB\tMax Memory Used: 73 MB\tInit Duration: 549.71 ms\t',
  ],
  [
    report,
    'REPORT RequestId: r\tDuration: 3.00 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax Memory Used: 73 MB\t',
  ],
  [
    { ...report, duration: 3000, billedDuration: 3403, initDuration: 402.04, status: 'timeout' },
    'REPORT RequestId: r\tDuration: 3000.00 ms\tBilled Duration: 3403 ms\tMemory Size: 128 MB\tMax Memory Used: 73 MB\tInit Duration: 402.04 ms\tStatus: timeout',
  ],
  [
    { ...report, status: 'error', errorType: 'Runtime.OutOfMemory' },
    'REPORT RequestId: r\tDuration: 3.00 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax Memory Used: 73 MB\tStatus: error\tError Type: Runtime.OutOfMemory',
  ],
  [
    { requestId: 'r', duration: 1, billedDuration: 1, memorySize: 512 },
    'REPORT RequestId: r\tDuration: 1.00 ms\tBilled Duration: 1 ms\tMemory Size: 512 MB\t',
  ],
])('REPORT %#', (values, line) => {
  expect(reportLine(values)).toBe(line);
  // What is written can be read.
  expect(parseReport(line)).toEqual(values);
});

test.each([
  [
    { duration: 206.72, phase: 'init', status: 'error', errorType: 'Runtime.ExitError' },
    'INIT_REPORT Init Duration: 206.72 ms\tPhase: init\tStatus: error\tError Type: Runtime.ExitError',
  ],
  [
    { duration: 9999.5, phase: 'init', status: 'timeout' },
    'INIT_REPORT Init Duration: 9999.50 ms\tPhase: init\tStatus: timeout',
  ],
  [
    { duration: 180000.45, phase: 'invoke', status: 'timeout' },
    'INIT_REPORT Init Duration: 180000.45 ms\tPhase: invoke\tStatus: timeout',
  ],
] as const)('INIT_REPORT %#', (values, line) => {
  expect(initReportLine(values)).toBe(line);
});
