/** What every pipeline runner has to do, whatever it shows. */
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { AppError } from '../../src/errors/app-error.js';
import { type PipelineRunner, pipeline, type Step } from '../../src/pipeline/step.js';

const never = new AbortController().signal;

interface Trail {
  readonly trail: readonly string[];
}

/** Notes that it ran, a few turns after it began. */
function noting(name: string): Step<Trail, Trail> {
  return {
    id: name,
    title: `Step ${name}`,
    async run({ trail }) {
      await turn();
      return { trail: [...trail, name] };
    },
  };
}

function failing(name: string, error: unknown): Step<Trail, Trail> {
  return {
    id: name,
    title: `Step ${name}`,
    run: () => {
      throw error;
    },
  };
}

/** Ends only with its signal, and some turns after it. */
function untilStopped(name: string, notes: string[]): Step<Trail, Trail> {
  return {
    id: name,
    title: `Step ${name}`,
    async run(_state, _report, signal) {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      await turn();
      notes.push(`${name} ended`);
      throw new AppError({ code: 'INTERRUPTED', message: 'stopped' });
    },
  };
}

/** Does something at once and passes the state on. */
function doing(act: () => void): Step<Trail, Trail> {
  return {
    id: 'doing',
    title: 'Doing',
    async run(state) {
      act();
      return state;
    },
  };
}

async function thrownBy(run: Promise<unknown>): Promise<unknown> {
  return run.then(
    () => expect.fail('it did not fail'),
    (reason: unknown) => reason,
  );
}

export function itRunsPipelines(makeRunner: () => PipelineRunner): void {
  const start = pipeline<Trail>();
  const empty: Trail = { trail: [] };

  it('returns the input of a pipeline without steps', async () => {
    expect(await makeRunner().run(start, empty, never)).toBe(empty);
  });

  it('runs one step after the other, each with what the one before made', async () => {
    const steps = start.next(noting('a')).next(noting('b')).next(noting('c'));
    expect(await makeRunner().run(steps, empty, never)).toEqual({ trail: ['a', 'b', 'c'] });
  });

  it('leaves a pipeline as it was, so that it can be run again', async () => {
    const steps = start.next(noting('a'));
    steps.next(noting('b'));
    const runner = makeRunner();
    expect(await runner.run(steps, empty, never)).toEqual({ trail: ['a'] });
    expect(await runner.run(steps, empty, never)).toEqual({ trail: ['a'] });
  });

  it('rethrows the very error of a step, and runs nothing after it', async () => {
    const error = new AppError({ code: 'BUILD_FAILED', message: 'no' });
    const after: string[] = [];
    const spy = doing(() => after.push('ran'));
    expect(await thrownBy(makeRunner().run(start.next(failing('a', error)).next(spy), empty, never))).toBe(
      error,
    );
    expect(after).toEqual([]);
  });

  it.each([
    ['a text', 'no'],
    ['nothing', undefined],
    ['a plain error', new TypeError('no')],
  ])('rethrows %s', async (_what, reason) => {
    expect(await thrownBy(makeRunner().run(start.next(failing('a', reason)), empty, never))).toBe(reason);
  });

  it('runs two together and joins what they made', async () => {
    const order: string[] = [];
    const part = (name: string, value: object): Step<Trail, object> => ({
      id: name,
      title: name,
      async run() {
        order.push(`${name} begins`);
        await turn();
        order.push(`${name} ends`);
        return value;
      },
    });
    const joined = start.together(part('a', { a: 1 }), part('b', { b: 2 }));
    expect(await makeRunner().run(joined, empty, never)).toEqual({ trail: [], a: 1, b: 2 });
    expect(order.slice(0, 2)).toEqual(['a begins', 'b begins']);
  });

  it.each([0, 1])('stops the other of two when one fails, and both have ended (%i)', async (failed) => {
    const error = new AppError({ code: 'CREDENTIALS_MISSING', message: 'no' });
    const notes: string[] = [];
    const steps = [failing('a', error), untilStopped('b', notes)];
    const [one, two] = failed === 0 ? steps : steps.reverse();
    const joined = start.together(one as Step<Trail, Trail>, two as Step<Trail, Trail>);
    expect(await thrownBy(makeRunner().run(joined, empty, never))).toBe(error);
    expect(notes).toEqual(['b ended']);
  });

  it('runs a step for each item at the same time and waits for all, also when some fail', async () => {
    const error = new AppError({ code: 'FUNCTION_FAILED', message: 'no' });
    const notes: string[] = [];
    const slow: Step<Trail, Trail> = {
      id: 'slow',
      title: 'slow',
      async run(state) {
        for (let turns = 0; turns < 5; turns += 1) await turn();
        notes.push('slow ended');
        return state;
      },
    };
    const each = start.each(
      'Items',
      () => [slow, failing('bad', error), noting('good')],
      (_state, results) =>
        results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason)),
    );
    expect(await makeRunner().run(each, empty, never)).toEqual([empty, error, { trail: ['good'] }]);
    expect(notes).toEqual(['slow ended']);
  });

  it('goes on with no items', async () => {
    const each = start.each(
      'Items',
      () => [],
      (_state, results) => results.length,
    );
    expect(await makeRunner().run(each, empty, never)).toBe(0);
  });

  it('rethrows what collecting throws', async () => {
    const error = new AppError({ code: 'FUNCTION_FAILED', message: 'no' });
    const each = start.each(
      'Items',
      () => [noting('a')],
      () => {
        throw error;
      },
    );
    expect(await thrownBy(makeRunner().run(each, empty, never))).toBe(error);
  });

  it('hands the signal to the steps', async () => {
    const stop = new AbortController();
    const notes: string[] = [];
    const running = makeRunner().run(start.next(untilStopped('a', notes)), empty, stop.signal);
    setTimeout(() => stop.abort(), 20);
    expect(await thrownBy(running)).toMatchObject({ code: 'INTERRUPTED' });
    expect(notes).toEqual(['a ended']);
  });

  it('begins no further step once the signal fired, also after a step that took no notice', async () => {
    const stop = new AbortController();
    const after: string[] = [];
    const deaf = doing(() => stop.abort());
    const spy = doing(() => after.push('ran'));
    const running = makeRunner().run(start.next(deaf).next(spy), empty, stop.signal);
    expect(await thrownBy(running)).toMatchObject({ code: 'INTERRUPTED', exitCode: 130 });
    expect(after).toEqual([]);
  });

  it('takes any report at any time, also when the step has ended', async () => {
    let late: (() => void) | undefined;
    const talking: Step<Trail, Trail> = {
      id: 't',
      title: 't',
      async run(state, report) {
        report.progress('');
        report.line('a line');
        report.warn('careful');
        report.outcome('one thing');
        report.outcome('another');
        late = () => report.progress('too late');
        return state;
      },
    };
    expect(await makeRunner().run(start.next(talking), empty, never)).toBe(empty);
    expect(late).not.toThrow();
  });
}
