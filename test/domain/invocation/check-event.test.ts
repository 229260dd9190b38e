/** What an event may be, and where the text stops being JSON. */
import { describe, expect, it } from 'vitest';
import { checkEvent } from '../../../src/domain/invocation/check-event.js';
import { eventLimits } from '../../../src/domain/invocation/event-limits.js';
import { jsonFault } from '../../../src/domain/invocation/json-fault.js';
import { thrownBy } from '../thrown.js';

describe('jsonFault', () => {
  it.each([
    'null',
    ' {"a": [1, -2.5e+3, true, false, null, "x\\u00e9\\n"], "b": {}, "c": []} \n',
    '""',
    '[[[]],{"a":{"b":[{}]}}]',
    '"\u007f\u2028"',
  ])('finds none in %s', (text) => {
    expect(() => JSON.parse(text)).not.toThrow();
    expect(jsonFault(text)).toBeUndefined();
  });

  it.each([
    ['', 1, 1, undefined],
    ['hello', 1, 1, 'hello'],
    ['{"a": 1,}', 1, 9, '}'],
    ['{"a": 1,\n "b" 2}', 2, 6, '2}'],
    ["{'a': 1}", 1, 2, "'a': 1}"],
    ['{a: 1}', 1, 2, 'a: 1}'],
    ['[1, 2', 1, 6, undefined],
    ['[1, 2}', 1, 6, '}'],
    ['[1 2]', 1, 4, '2]'],
    ['{"a": 01}', 1, 7, '01}'],
    ['{"a": .5}', 1, 7, '.5}'],
    ['{"a": 1.}', 1, 7, '1.}'],
    ['{"a": nul}', 1, 7, 'nul}'],
    ['{"a": "x', 1, 7, '"x'],
    ['{"a": "x\ny"}', 1, 7, '"x'],
    ['{"a": "\\q"}', 1, 7, '"\\q"}'],
    ['{} {}', 1, 4, '{}'],
    ['[,1]', 1, 2, ',1]'],
    ['{"a"}', 1, 5, '}'],
    ['{"a": 1} // no', 1, 10, '// no'],
  ])('finds the place in %j', (text, line, column, found) => {
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
    expect(jsonFault(text)).toEqual({ line, column, ...(found !== undefined && { found }) });
  });

  it('reads a string as long as an event may be', () => {
    expect(jsonFault(`["${'x'.repeat(eventLimits.RequestResponse)}" x`)).toMatchObject({ found: 'x' });
  });
});

describe('checkEvent', () => {
  it('takes an event of just the size that Lambda takes, counted in bytes', () => {
    const full = (bytes: number) => `"${'é'.repeat(bytes / 2 - 1)}"`;
    expect(() => checkEvent(full(6_291_456), 'RequestResponse', 'stdin')).not.toThrow();
    expect(() => checkEvent(full(1_048_576), 'Event', 'stdin')).not.toThrow();
    const tooLarge = thrownBy(() => checkEvent(full(6_291_458), 'RequestResponse', 'stdin'));
    expect(tooLarge.code).toBe('EVENT_INVALID');
    expect(tooLarge.message).toBe(
      'The event of stdin has 6,291,458 bytes, and Lambda takes 6,291,456. Nothing was sent.',
    );
    const queued = thrownBy(() => checkEvent(full(1_048_578), 'Event', 'stdin'));
    expect(queued.message).toContain('1,048,576 without waiting for its answer');
  });

  it('names source, line and column', () => {
    const error = thrownBy(() => checkEvent('{"a": 1,\n}', 'RequestResponse', 'event.json'));
    expect(error.message).toContain('of event.json is not JSON: line 2, column 1: unexpected "}"');
    expect(error.details).toEqual({ source: 'event.json', line: 2, column: 1 });
  });

  it('says that there is nothing', () => {
    const error = thrownBy(() => checkEvent(' \n', 'RequestResponse', 'event.json'));
    expect(error.message).toBe('The event of event.json is empty. Nothing was sent.');
  });

  it.each([Buffer.from('{"a":1}', 'utf16le').toString('utf8'), '\ufeff{"a":1}'])(
    'says that the encoding is wrong',
    (text) => {
      expect(thrownBy(() => checkEvent(text, 'Event', 'x.json')).message).toContain('byte order mark');
    },
  );
});
