import { describe, expect, it } from 'vitest';
import { createPaint, isLive } from '../../src/ui/paint.js';

const terminal = { isTTY: true };
const green = '\x1b[32mx\x1b[39m';

describe('createPaint', () => {
  it.each([
    ['a terminal', terminal, {}, true],
    ['a pipe', {}, {}, false],
    ['a terminal with NO_COLOR', terminal, { NO_COLOR: '1' }, false],
    ['NO_COLOR that is empty, so not set (no-color.org)', terminal, { NO_COLOR: '' }, true],
    ['a dumb terminal', terminal, { TERM: 'dumb' }, false],
    ['a pipe with FORCE_COLOR', {}, { FORCE_COLOR: '1' }, true],
    ['a pipe with FORCE_COLOR=0', {}, { FORCE_COLOR: '0' }, false],
    ['a terminal with FORCE_COLOR=0', terminal, { FORCE_COLOR: '0' }, false],
    ['both: NO_COLOR wins', terminal, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ])('%s', (_what, stream, env, colour) => {
    // stdout of the test itself is no terminal: only the stream given may decide.
    expect(createPaint(stream, env).added('x')).toBe(colour ? green : 'x');
  });

  it('gives each meaning its own look', () => {
    const paint = createPaint(terminal, {});
    const looks = Object.values(paint).map((style: (text: string) => string) => style('x'));
    expect(new Set(looks).size).toBe(looks.length);
  });
});

describe('isLive', () => {
  it.each([
    ['a terminal', terminal, {}, true],
    ['a pipe', {}, {}, false],
    ['a pipe with FORCE_COLOR', {}, { FORCE_COLOR: '1' }, false],
    ['a dumb terminal', terminal, { TERM: 'dumb' }, false],
    ['a terminal of a CI system', terminal, { CI: 'true' }, false],
    ['a terminal without colour', terminal, { NO_COLOR: '1' }, true],
  ])('%s', (_what, stream, env, live) => {
    expect(isLive(stream, env)).toBe(live);
  });
});
