import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors/app-error.js';
import { createPlainRunner } from '../../src/pipeline/plain-runner.js';
import { pipeline, type StepReport } from '../../src/pipeline/step.js';
import { itRunsPipelines } from './runner-contract.js';

describe('the plain runner as a runner', () => {
  itRunsPipelines(() => createPlainRunner({ now: Date.now, write: () => undefined, verbose: false }));
});

const never = new AbortController().signal;

/** The lines of one step that talks and perhaps fails; a look at the clock takes 700 ms. */
async function linesOf(
  talk: (report: StepReport) => void,
  { verbose = false, signal = never }: { verbose?: boolean; signal?: AbortSignal } = {},
): Promise<string[]> {
  const lines: string[] = [];
  let time = 0;
  const now = () => (time += 700);
  const runner = createPlainRunner({ now, write: (line) => void lines.push(line), verbose });
  const step = {
    id: 'build',
    title: 'Get the image',
    run: async (_: object, report: StepReport) => talk(report),
  };
  await runner.run(pipeline<object>().next(step), {}, signal).catch(() => undefined);
  return lines;
}

const fail = (message: string) => {
  throw new AppError({ code: 'BUILD_FAILED', message });
};

describe('the plain runner shows', () => {
  it('a line a step, with outcome and time', async () => {
    expect(await linesOf((report) => report.outcome('image-1'))).toEqual(['Get the image: image-1 (0.7 s)']);
    expect(await linesOf(() => undefined)).toEqual(['Get the image: done (0.7 s)']);
  });

  it('no progress and no lines of a step that goes well', async () => {
    const lines = await linesOf((report) => {
      report.progress('50%');
      report.line('RUN npm ci');
    });
    expect(lines).toEqual(['Get the image: done (0.7 s)']);
  });

  it('progress that is worth a line in a log', async () => {
    const lines = await linesOf((report) => report.progress('10% of the traffic', 'log'));
    expect(lines).toEqual(['Get the image: 10% of the traffic', 'Get the image: done (0.7 s)']);
  });

  it('every line with verbose, as it comes', async () => {
    const lines = await linesOf((report) => report.line('RUN npm ci'), { verbose: true });
    expect(lines).toEqual(['  build | RUN npm ci', 'Get the image: done (0.7 s)']);
  });

  it('warnings in any case', async () => {
    const lines = await linesOf((report) => report.warn('it is large'));
    expect(lines).toEqual(['Get the image: warning: it is large', 'Get the image: done (0.7 s)']);
  });

  it('the last twenty lines of a step that fails', async () => {
    const lines = await linesOf((report) => {
      for (let line = 1; line <= 30; line += 1) report.line(`line ${line}.`);
      fail('no');
    });
    expect(lines).toEqual([
      ...Array.from({ length: 20 }, (_, at) => `  build | line ${at + 11}.`),
      'Get the image: failed (0.7 s)',
    ]);
  });

  it('no line that the error repeats, and never the error itself', async () => {
    const lines = await linesOf((report) => {
      report.line('FROM scratch: done');
      report.line('npm ERR! code 1');
      fail('failed at step RUN:\n  npm ERR! code 1');
    });
    expect(lines).toEqual(['  build | FROM scratch: done', 'Get the image: failed (0.7 s)']);
  });

  it('lines only once with verbose, also when the step fails', async () => {
    const lines = await linesOf(
      (report) => {
        report.line('x');
        fail('no');
      },
      { verbose: true },
    );
    expect(lines).toEqual(['  build | x', 'Get the image: failed (0.7 s)']);
  });

  it('stopped and not failed after Ctrl-C', async () => {
    const stop = new AbortController();
    const lines = await linesOf(
      () => {
        stop.abort();
        fail('stopped');
      },
      { signal: stop.signal },
    );
    expect(lines).toEqual(['Get the image: stopped (0.7 s)']);
  });
});
