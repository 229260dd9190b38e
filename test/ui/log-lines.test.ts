/** A traceback that is one entry of a log is many lines on a screen, wherever logs are shown. */
import { expect, it } from 'vitest';
import { createPaint } from '../../src/ui/paint.js';
import { renderLogTail } from '../../src/ui/render-invocation.js';
import { renderRunLine } from '../../src/ui/render-run-line.js';

const paint = createPaint({}, { FORCE_COLOR: '0' });
const text = '[ERROR] E: no\rTraceback:\r\u00a0File "a.py"';
const shown = '[ERROR] E: no\nTraceback:\n\u00a0File "a.py"';

it('of run', () => {
  expect(renderRunLine({ source: 'function', text }, undefined, paint)).toBe(shown);
});

it('of the tail that invoke shows', () => {
  expect(renderLogTail({ logTail: `START\n${text}\nEND\n` }, paint)).toBe(`START\n${shown}\nEND`);
});
