/** One pipeline on the terminal of this process, ended as a command ends: what `terminal.test.ts` looks at. */
import { setTimeout as delay } from 'node:timers/promises';
import { AppError, toAppError } from '../../src/errors/app-error.js';
import { type Pipeline, pipeline, type Step, type StepReport } from '../../src/pipeline/step.js';
import { createListrRunner } from '../../src/ui/listr-runner.js';
import { createPaint } from '../../src/ui/paint.js';
import { renderError } from '../../src/ui/render-error.js';

type Run = (report: StepReport, signal: AbortSignal) => Promise<void>;

function step(title: string, run: Run): Step<object, object> {
  return {
    id: title,
    title,
    async run(state, report, signal) {
      await run(report, signal);
      return state;
    },
  };
}

const quick =
  (outcome: string): Run =>
  async (report) => {
    report.progress('half way');
    await delay(150);
    report.outcome(outcome);
  };

const failing =
  (message: string): Run =>
  async (report) => {
    report.progress('12.0 of 30.0 MB');
    await delay(150);
    throw new AppError({ code: 'PUSH_FAILED', message, suggestions: ['Push again.'] });
  };

const waiting: Run = async (report, signal) => {
  report.progress('Pending');
  await delay(30_000, undefined, { signal });
};

/** Takes its time to end after the signal, as a request under way does. */
const slowToStop: Run = async (report, signal) => {
  report.progress('Pending');
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  await delay(400);
  report.progress('winding down');
  await delay(200);
  throw new AppError({ code: 'INTERRUPTED', message: 'stopped' });
};

const start = pipeline<object>();
const scenes: Record<string, Pipeline<object, unknown>> = {
  success: start
    .next(step('Look', quick('here')))
    .together(step('Build', quick('image-1')), step('Ask', quick('yes'))),
  failure: start.next(step('Look', quick('here'))).next(step('Push', failing('the registry said no'))),
  atOnce: start.next(
    step('Push', () => {
      throw new AppError({ code: 'PUSH_FAILED', message: 'the registry said no' });
    }),
  ),
  functions: start.each(
    'Functions',
    () => [step('Function a', quick('created')), step('Function b', failing('b said no'))],
    (_state, results) => {
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
    },
  ),
  warning: start.next(
    step('Build', async (report) => {
      report.warn('it is large');
      await quick('image-1')(report, new AbortController().signal);
    }),
  ),
  long: start.next(step('Push', quick('x'.repeat(200)))),
  slowToStop: start.next(step('Wait', slowToStop)),
  interrupt: start.next(step('Wait', waiting)),
};

const stop = new AbortController();
process.on('SIGINT', () => stop.abort());
try {
  const scene = scenes[process.argv[2] ?? ''];
  if (!scene) throw new Error('no such scene');
  await createListrRunner(process.stderr).run(scene, {}, stop.signal);
  process.stderr.write('END\n');
} catch (error) {
  const failure = toAppError(error);
  process.stderr.write(`${renderError(failure, [], createPaint({}, {}))}\n`);
  process.exitCode = stop.signal.aborted ? 130 : failure.exitCode;
}
