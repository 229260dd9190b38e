import { describe, expect, it } from 'vitest';
import { describeBuild, describePush } from '../../src/pipeline/describe-progress.js';
import type { StepReport } from '../../src/pipeline/step.js';
import type { BuildEvent, PushEvent } from '../../src/ports/container-engine.js';

function recording(): StepReport & { progressed: string[]; lines: string[] } {
  const progressed: string[] = [];
  const lines: string[] = [];
  return {
    progressed,
    lines,
    progress: (text) => void progressed.push(text),
    line: (text) => void lines.push(text),
    warn: (text) => void lines.push(text),
    outcome: () => undefined,
  };
}

describe('describeBuild', () => {
  const events: BuildEvent[] = [
    { kind: 'context', bytes: 2_400_000 },
    { kind: 'step', id: '1', name: 'FROM base', status: 'cached' },
    { kind: 'step', id: '2', name: 'RUN npm ci', status: 'started' },
    { kind: 'output', id: '2', line: 'added 3 packages' },
    { kind: 'step', id: '2', name: 'RUN npm ci', status: 'done', milliseconds: 1_260 },
    { kind: 'step', id: '3', name: 'RUN false', status: 'failed' },
  ];

  it('shows the step that runs, keeps the lines, and counts what came from the cache', () => {
    const report = recording();
    const { onEvent, summary } = describeBuild(report);
    expect(summary()).toBe('');
    for (const event of events) onEvent(event);
    expect(report.progressed).toEqual(['sending the context, 2.4 MB', 'RUN npm ci']);
    expect(report.lines).toEqual([
      'FROM base: cached',
      'added 3 packages',
      'RUN npm ci: done (1.3 s)',
      'RUN false: failed',
    ]);
    expect(summary()).toBe(', 1 of 2 steps cached');
  });
});

describe('describePush', () => {
  it('shows the bytes of all layers together, and never more than there are', () => {
    const report = recording();
    const show = describePush(report);
    const events: PushEvent[] = [
      { layer: 'a', status: 'preparing' },
      { layer: 'a', status: 'pushing', current: 1_000_000, total: 10_000_000 },
      { layer: 'b', status: 'pushing', current: 900_000, total: 500_000 },
      { layer: 'a', status: 'retrying' },
    ];
    for (const event of events) show(event);
    expect(report.progressed).toEqual([
      'a: preparing',
      '1.0 MB of 10.0 MB, 1 layers',
      '1.5 MB of 10.5 MB, 2 layers',
      '1.5 MB of 10.5 MB, 2 layers',
    ]);
    expect(report.lines).toEqual(['a: the registry did not answer, the engine tries again']);
  });
});
