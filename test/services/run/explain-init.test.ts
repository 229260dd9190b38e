import { describe, expect, it } from 'vitest';
import type { InitOutcome } from '../../../src/ports/function-host.js';
import { explainInit } from '../../../src/services/run/explain-init.js';

const late: InitOutcome = {
  kind: 'timeout',
  milliseconds: 10_001,
  errorType: 'Sandbox.Timedout',
  message: 'Initialization timed out',
  outOfMemory: false,
  output: '',
};

describe('an init that takes too long', () => {
  it('without a call of the Runtime API has no runtime client, or a firewall before it', () => {
    const { message, suggestions } = explainInit({ ...late, reached: false }, 'hello');
    expect(message).toMatch(
      /^It did not ask for an event within 10\.0 s .*Nothing in it has called its Runtime API/,
    );
    expect(suggestions).toEqual([
      expect.stringContaining('runtime interface client'),
      expect.stringContaining('ufw'),
    ]);
  });

  it('with one loads too much, and its timeout has nothing to do with it', () => {
    const { message, suggestions } = explainInit({ ...late, reached: true }, 'hello');
    expect(message).toContain('What is before its handler takes too long.');
    expect(message + suggestions.join()).not.toMatch(/Raise timeout|took longer than its timeout/);
  });

  it('because of an extension names that', () => {
    const { message } = explainInit({ ...late, reached: true, extension: 'agent' }, 'hello');
    expect(message).toMatch(/^Its extension agent failed after 10\.0 s/);
  });
});

it('an end without a call is that of a program without a runtime client', () => {
  const { message, suggestions } = explainInit(
    {
      ...late,
      kind: 'exited',
      errorType: 'Runtime.ExitError',
      message: 'Runtime exited without providing a reason',
      exitCode: 0,
    },
    'hello',
  );
  expect(message).toContain('It ended with 0');
  expect(suggestions[0]).toContain('runtime interface client');
});
