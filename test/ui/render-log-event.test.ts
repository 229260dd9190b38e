import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createPaint } from '../../src/ui/paint.js';
import { renderLogEvent } from '../../src/ui/render-log-event.js';
import { createRequestPaint } from '../../src/ui/request-paint.js';

const paints = (colour: '1' | '0', terminal = false) => {
  const env = { FORCE_COLOR: colour };
  return { paint: createPaint({}, env), request: createRequestPaint({}, env), terminal };
};
const event = (message: string) => ({ message, at: Date.UTC(2026, 10, 23, 9), ingestedAt: 0, stream: 's' });
const plain = (message: string) => renderLogEvent(event(message), 'a', paints('0'));
const time = '2026-11-23T09:00:00.000Z';

describe('without colour', () => {
  it.each([
    ['hello\n', `${time} hello`],
    ['two\nlines\n', `${time} two\nlines`],
    ['no end', `${time} no end`],
    // As AWS's client for Python writes a traceback.
    [
      '[ERROR] E: no\rTraceback:\r\u00a0File "a.py"\n',
      `${time} [ERROR] E: no\nTraceback:\n\u00a0File "a.py"`,
    ],
    ['crlf\r\nlines\r\n', `${time} crlf\nlines`],
    ['\n', `${time} `],
    ['{"level":"info"}\n', '{"level":"info"}'],
    ['{not json}\n', `${time} {not json}`],
  ])('%j', (message, text) => {
    expect(plain(message)).toBe(text);
  });

  it.each<[number, string]>([
    [114, ''],
    [116, '  ! 91 % of the memory used'],
    [128, '  ! 100 % of the memory used'],
  ])('a REPORT with %d of 128 MB used', (used, mark) => {
    const report = `REPORT RequestId: x\tDuration: 1 ms\tBilled Duration: 1 ms\tMemory Size: 128 MB\tMax Memory Used: ${used} MB\t`;
    expect(plain(`${report}\n`)).toBe(`${time} ${report}${mark}`);
  });
});

describe('with colour', () => {
  const coloured = (message: string, id?: string) => renderLogEvent(event(message), id, paints('1'));

  it('gives an invocation one colour, and another mostly another', () => {
    expect(coloured('x', 'one')).toBe(coloured('x', 'one'));
    const ids = Array.from({ length: 20 }, (_, index) => `8f507cfc-${index}`);
    expect(new Set(ids.map((id) => coloured('x', id))).size).toBeGreaterThan(3);
    expect(coloured('x', 'one')).toContain(`m${time}\x1b[39m x`);
    expect(stripVTControlCharacters(coloured('x', 'one'))).toBe(`${time} x`);
  });

  it('keeps what Lambda itself says in the background', () => {
    for (const line of [
      'START RequestId: x Version: 1',
      'END RequestId: x',
      'REPORT RequestId: x',
      'INIT_START Runtime',
    ])
      expect(coloured(line, 'a')).toContain(`\x1b[2m${line}\x1b[22m`);
    expect(coloured('STARTLED', 'a')).not.toContain('\x1b[2m');
  });
});

describe('JSON on a terminal', () => {
  const shown = (line: object | string) =>
    renderLogEvent(
      event(typeof line === 'string' ? line : `${JSON.stringify(line)}\n`),
      'a',
      paints('0', true),
    );
  const requestId = '8f507cfc-aaaa-4697-b07a-ac58fc914c95';
  const platform = {
    type: 'platform.report',
    record: {
      requestId,
      metrics: { durationMs: 1, billedDurationMs: 1, memorySizeMB: 128, maxMemoryUsedMB: 127 },
    },
  };

  it.each<[string, object, string]>([
    [
      'of Lambda’s own format',
      { timestamp: '2026-11-23T09:00:00Z', level: 'INFO', requestId, message: 'hello' },
      'INFO hello',
    ],
    [
      'with other members',
      { level: 'warn', msg: 'slow', ms: 1200, where: { a: 1 } },
      'WARN slow {"ms":1200,"where":{"a":1}}',
    ],
    ['of pino', { level: 50, time: 1, msg: 'no' }, 'ERROR no'],
    [
      'of an error that Node.js has thrown',
      {
        level: 'ERROR',
        message: {
          errorType: 'TypeError',
          errorMessage: 'no',
          stackTrace: ['TypeError: no', '    at a (b.js:1)'],
        },
      },
      'ERROR TypeError: no\n    at a (b.js:1)',
    ],
    [
      'of an error that Python has thrown',
      {
        level: 'ERROR',
        message: 'failed',
        errorType: 'KeyError',
        errorMessage: "'a'",
        stackTrace: ['  File "a.py", line 1\n'],
      },
      `ERROR failed (KeyError: 'a')\n    File "a.py", line 1`,
    ],
    [
      'of Lambda itself',
      { time: 't', type: 'platform.start', record: { requestId } },
      `platform.start {"requestId":"${requestId}"}`,
    ],
    ['that is something else', { a: 1 }, '{"a":1}'],
  ])('%s', (_what, line, text) => {
    expect(shown(line)).toBe(`${time} ${text}`);
  });

  it('is marked too when its memory was full', () => {
    expect(shown(platform)).toMatch(/^2026\S+ platform\.report \{.*\} {2}! 99 % of the memory used$/);
  });

  it('that is none is text', () => {
    expect(shown('{not json}\n')).toBe(`${time} {not json}`);
  });
});
