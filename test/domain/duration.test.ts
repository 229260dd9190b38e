import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../src/domain/duration.js';
import { thrownBy } from './thrown.js';

describe('parseDuration', () => {
  it.each([
    ['300ms', 300],
    ['90s', 90_000],
    ['10m', 600_000],
    ['1h', 3_600_000],
    ['1.5s', 1_500],
    ['0s', 0],
    ['0.1ms', 0.1],
  ])('%s', (text, milliseconds) => {
    expect(parseDuration(text, '--latency')).toBe(milliseconds);
  });

  it.each([
    '',
    '10',
    's',
    '-1s',
    '+1s',
    '1 s',
    '1.s',
    '.5s',
    '1e3s',
    '10M',
    '1d',
    '1s ',
    '1s\n',
    'NaNs',
    '10m30s',
  ])('refuses %j and names the flag', (text) => {
    const error = thrownBy(() => parseDuration(text, '--wait-timeout'));
    expect(error.code).toBe('USAGE');
    expect(error.message).toContain('--wait-timeout');
  });
});
