import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createPaint } from '../../src/ui/paint.js';
import { renderLogEvent } from '../../src/ui/render-log-event.js';
import { createRequestPaint } from '../../src/ui/request-paint.js';

const paints = (colour: '1' | '0') => {
  const env = { FORCE_COLOR: colour };
  return { paint: createPaint({}, env), request: createRequestPaint({}, env) };
};
const event = (message: string) => ({ message, at: Date.UTC(2026, 10, 23, 9), ingestedAt: 0, stream: 's' });
const plain = (message: string) => renderLogEvent(event(message), 'a', paints('0'));
const time = '2026-11-23T09:00:00.000Z';

describe('without colour', () => {
  it.each([
    ['hello\n', `${time} hello`],
    ['two\nlines\n', `${time} two\nlines`],
    ['no end', `${time} no end`],
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
    const report = `REPORT RequestId: x\tDuration: 1 ms\tMemory Size: 128 MB\tMax Memory Used: ${used} MB\t`;
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
