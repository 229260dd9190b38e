import { expect, it } from 'vitest';
import { evidenceIn, firstLine } from '../../../src/domain/probe/evidence.js';
import { registerSecret } from '../../../src/errors/redact.js';

const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => `line ${index + 1}`).join('\n');

it('takes the last lines where nothing is looked for', () => {
  expect(evidenceIn(numbered(9))).toEqual(['line 4', 'line 5', 'line 6', 'line 7', 'line 8', 'line 9']);
  expect(evidenceIn(numbered(9), /nothing like it/)).toHaveLength(6);
});

it('begins with the line that was looked for', () => {
  expect(evidenceIn(numbered(20), /line 3/)[0]).toBe('line 3');
});

it('leaves out empty lines and those of Lambda itself', () => {
  const output = [
    'START RequestId: 1 Version: $LATEST',
    '',
    'mine',
    'RequestId: 1 Error: Runtime exited with error: signal: killed',
    'Runtime.OutOfMemory',
    'END RequestId: 1',
    'REPORT RequestId: 1\tDuration: 2 ms',
  ];
  expect(evidenceIn(output.join('\n'))).toEqual(['mine']);
});

it('takes the lines of a traceback apart that are one event of the log', () => {
  const output =
    '[ERROR] OSError: no\rTraceback (most recent call last):\r\u00a0\u00a0File "/var/task/a.py"\n';
  expect(evidenceIn(output, /OSError/)).toEqual([
    '[ERROR] OSError: no',
    'Traceback (most recent call last):',
    '\u00a0\u00a0File "/var/task/a.py"',
  ]);
});

it('cuts long lines and keeps secrets', () => {
  registerSecret('evidence-secret-1');
  const [line = ''] = evidenceIn(`evidence-secret-1 ${'x'.repeat(500)}`);
  expect(line).toMatch(/^\[redacted\] x+ …$/);
  expect(line.length).toBeLessThan(260);
});

it('a message is its first line', () => {
  expect(firstLine("Error: Cannot find module 'a'.\nRequire stack:\n- /b")).toBe(
    "Error: Cannot find module 'a'",
  );
  expect(firstLine('')).toBe('');
});
