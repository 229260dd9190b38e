import { describe, expect, it } from 'vitest';
import { parseReport } from '../../../src/domain/invocation/parse-report.js';
import type { PlatformEvent } from '../../../src/domain/invocation/platform-event.js';
import { platformJson } from '../../../src/domain/invocation/platform-json.js';
import { platformText } from '../../../src/domain/invocation/platform-text.js';

const at = Date.UTC(2026, 9, 8, 7, 30, 29, 470);
const time = '2026-10-08T07:30:29.470Z';
const report = { requestId: 'r', duration: 1233.96, billedDuration: 1698, memorySize: 256 };
const cold = { ...report, maxMemoryUsed: 123, initDuration: 463.51 };
const timedOut = { ...report, duration: 3000, status: 'timeout' };
const crashed = { ...report, status: 'error', errorType: 'Runtime.ExitError' };

// Of real logs, with other ids and numbers.
const events: readonly (readonly [PlatformEvent, string, readonly object[], string | undefined])[] = [
  [
    { kind: 'init-start', functionName: 'f', functionVersion: '$LATEST', memorySize: 256 },
    'DEBUG',
    [
      {
        type: 'platform.initStart',
        record: {
          initializationType: 'on-demand',
          phase: 'init',
          functionName: 'f',
          functionVersion: '$LATEST',
          instanceMaxMemory: 268435456,
        },
      },
    ],
    undefined,
  ],
  [
    { kind: 'init-report', phase: 'init', status: 'success', duration: 173.7781 },
    'DEBUG',
    [
      {
        type: 'platform.initRuntimeDone',
        record: { initializationType: 'on-demand', phase: 'init', status: 'success' },
      },
      {
        type: 'platform.initReport',
        record: {
          initializationType: 'on-demand',
          phase: 'init',
          status: 'success',
          metrics: { durationMs: 173.778 },
        },
      },
    ],
    undefined,
  ],
  [
    { kind: 'init-report', phase: 'init', status: 'timeout', duration: 10000.487 },
    'WARN',
    [
      {
        type: 'platform.initRuntimeDone',
        record: { initializationType: 'on-demand', phase: 'init', status: 'timeout' },
      },
      {
        type: 'platform.initReport',
        record: {
          initializationType: 'on-demand',
          phase: 'init',
          status: 'timeout',
          metrics: { durationMs: 10000.487 },
        },
      },
    ],
    'INIT_REPORT Init Duration: 10000.49 ms\tPhase: init\tStatus: timeout',
  ],
  [
    { kind: 'start', requestId: 'r', version: '$LATEST', functionArn: 'arn:f' },
    'INFO',
    [{ type: 'platform.start', record: { requestId: 'r', functionArn: 'arn:f', version: '$LATEST' } }],
    'START RequestId: r Version: $LATEST',
  ],
  [
    { kind: 'end', report: cold, producedBytes: 40 },
    'DEBUG',
    [
      {
        type: 'platform.runtimeDone',
        record: {
          requestId: 'r',
          status: 'success',
          metrics: { durationMs: 1233.96, producedBytes: 40 },
        },
      },
    ],
    'END RequestId: r',
  ],
  [
    { kind: 'end', report: timedOut, producedBytes: 0 },
    'WARN',
    [
      {
        type: 'platform.runtimeDone',
        record: { requestId: 'r', status: 'timeout', metrics: { durationMs: 3000, producedBytes: 0 } },
      },
    ],
    'END RequestId: r',
  ],
  [
    { kind: 'report', report: cold },
    'INFO',
    [
      {
        type: 'platform.report',
        record: {
          requestId: 'r',
          metrics: {
            durationMs: 1233.96,
            billedDurationMs: 1698,
            memorySizeMB: 256,
            maxMemoryUsedMB: 123,
            initDurationMs: 463.51,
          },
          status: 'success',
        },
      },
    ],
    'REPORT RequestId: r\tDuration: 1233.96 ms\tBilled Duration: 1698 ms\tMemory Size: 256 MB\tMax Memory Used: 123 MB\tInit Duration: 463.51 ms\t',
  ],
  [
    { kind: 'report', report: crashed },
    'WARN',
    [
      {
        type: 'platform.report',
        record: {
          requestId: 'r',
          metrics: { durationMs: 1233.96, billedDurationMs: 1698, memorySizeMB: 256 },
          status: 'error',
          errorType: 'Runtime.ExitError',
        },
      },
    ],
    'REPORT RequestId: r\tDuration: 1233.96 ms\tBilled Duration: 1698 ms\tMemory Size: 256 MB\tStatus: error\tError Type: Runtime.ExitError',
  ],
  [
    { kind: 'extension', name: 'agent', state: 'Ready', events: ['INVOKE', 'SHUTDOWN'] },
    'INFO',
    [
      {
        type: 'platform.extension',
        record: { name: 'agent', state: 'Ready', events: ['INVOKE', 'SHUTDOWN'] },
      },
    ],
    'EXTENSION\tName: agent\tState: Ready\tEvents: [INVOKE, SHUTDOWN]',
  ],
  [
    { kind: 'extension', name: 'agent', state: 'LaunchError', events: [], errorType: 'PermissionDenied' },
    'WARN',
    [
      {
        type: 'platform.extension',
        record: { name: 'agent', state: 'LaunchError', events: [], errorType: 'PermissionDenied' },
      },
    ],
    'EXTENSION\tName: agent\tState: LaunchError\tEvents: []\tError Type: PermissionDenied',
  ],
  [
    { kind: 'subscription', name: 'agent', api: 'telemetry', types: ['platform', 'function'] },
    'INFO',
    [
      {
        type: 'platform.telemetrySubscription',
        record: { name: 'agent', state: 'Subscribed', types: ['platform', 'function'] },
      },
    ],
    'TELEMETRY\tName: agent\tState: Subscribed\tTypes: [Platform, Function]',
  ],
];

const ranks = ['DEBUG', 'INFO', 'WARN'];

describe.each(events)('%o', (event, level, records, text) => {
  it('is JSON where the level lets it through', () => {
    for (const set of ranks) {
      const shown = ranks.indexOf(level) >= ranks.indexOf(set);
      const lines = platformJson(event, set, at).map((line) => JSON.parse(line) as object);
      expect(lines).toEqual(shown ? records.map((record) => ({ time, ...record })) : []);
    }
  });

  it('is one line of text, or none', () => {
    expect(platformText(event)).toBe(text);
  });
});

it('a report can be read again', () => {
  for (const each of [cold, timedOut, crashed])
    expect(parseReport(platformJson({ kind: 'report', report: each }, 'INFO', at).join('\n'))).toEqual(each);
});
