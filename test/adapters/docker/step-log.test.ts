/** Steps and their output, from BuildKit's trace and from the classic builder's text. */
import protobuf from 'protobufjs/light.js';
import { describe, expect, test } from 'vitest';
import { followBuildKit } from '../../../src/adapters/docker/buildkit-progress.js';
import { ClassicProgress } from '../../../src/adapters/docker/classic-progress.js';
import { StepLog } from '../../../src/adapters/docker/step-log.js';
import { registerSecret } from '../../../src/errors/redact.js';
import type { BuildEvent } from '../../../src/ports/container-engine.js';

function newLog(): { log: StepLog; events: BuildEvent[] } {
  const events: BuildEvent[] = [];
  return { log: new StepLog((event) => events.push(event)), events };
}

const bytes = (text: string) => new TextEncoder().encode(text);

describe('output', () => {
  test('becomes whole lines, however it is cut; a progress bar becomes what it showed last', () => {
    const { log, events } = newLog();
    log.mark('1', 'RUN x', 'started');
    const output = bytes('größe\r\n 10%\r 50%\r100%\n\u001b[31mred\u001b[0m\nrest');
    for (const byte of output) log.print('1', Uint8Array.of(byte));
    log.mark('1', 'RUN x', 'done', 12.4);
    expect(events.slice(1)).toEqual([
      { kind: 'output', id: '1', line: 'größe' },
      { kind: 'output', id: '1', line: '100%' },
      { kind: 'output', id: '1', line: 'red' },
      { kind: 'output', id: '1', line: 'rest' },
      { kind: 'step', id: '1', name: 'RUN x', status: 'done', milliseconds: 12 },
    ]);
  });

  test('that holds a known secret is redacted, in events and in the tail', () => {
    registerSecret('hunter2-hunter2');
    const { log, events } = newLog();
    log.mark('1', 'RUN echo hunter2-hunter2', 'started');
    log.print('1', bytes('key hunter2-hunter2\n'));
    log.mark('1', 'RUN echo hunter2-hunter2', 'failed');
    expect(JSON.stringify([events.filter(({ kind }) => kind === 'output'), log.failedStep()])).not.toContain(
      'hunter2',
    );
  });

  test('of a step that nobody has named is dropped', () => {
    const { log, events } = newLog();
    log.print('unknown', bytes('text\n'));
    expect(events).toEqual([]);
  });
});

test('the failing step is the first that failed, else the last that did not end', () => {
  const { log } = newLog();
  expect(log.failedStep()).toBeUndefined();
  log.mark('1', 'first', 'started');
  log.mark('2', 'second', 'started');
  expect(log.failedStep()?.name).toBe('second');
  log.mark('1', 'first', 'failed');
  log.mark('2', 'second', 'failed');
  expect(log.failedStep()?.name).toBe('first');
});

test('a step that is told again after it ended is no news, unless it failed', () => {
  const { log, events } = newLog();
  for (const status of ['started', 'done', 'started', 'done', 'failed'] as const) log.mark('1', 'x', status);
  expect(events.map((event) => event.kind === 'step' && event.status)).toEqual(['started', 'done', 'failed']);
});

describe('BuildKit', () => {
  // Written with field numbers of its own, so that a wrong number in the decoder shows.
  const type = protobuf.Root.fromJSON({
    nested: {
      Time: { fields: { s: { type: 'int64', id: 1 }, n: { type: 'int32', id: 2 } } },
      Vertex: {
        fields: {
          d: { type: 'string', id: 1 },
          inputs: { rule: 'repeated', type: 'string', id: 2 },
          name: { type: 'string', id: 3 },
          cached: { type: 'bool', id: 4 },
          started: { type: 'Time', id: 5 },
          completed: { type: 'Time', id: 6 },
          error: { type: 'string', id: 7 },
        },
      },
      Log: {
        fields: {
          vertex: { type: 'string', id: 1 },
          time: { type: 'Time', id: 2 },
          stream: { type: 'int64', id: 3 },
          msg: { type: 'bytes', id: 4 },
        },
      },
      Status: {
        fields: {
          vertexes: { rule: 'repeated', type: 'Vertex', id: 1 },
          logs: { rule: 'repeated', type: 'Log', id: 3 },
        },
      },
    },
  }).lookupType('Status');
  const trace = (status: object) => ({
    id: 'moby.buildkit.trace',
    aux: Buffer.from(type.encode(type.fromObject(status)).finish()).toString('base64'),
  });

  test('a trace becomes steps with times, cache hits, output and the culprit of a failure', () => {
    const { log, events } = newLog();
    const at = (s: number, n = 0) => ({ s, n });
    followBuildKit(trace({ vertexes: [{ d: 'a', name: '[1/2] COPY', inputs: ['x'] }] }), log);
    followBuildKit(
      trace({
        vertexes: [{ d: 'a', name: '[1/2] COPY', started: at(100), completed: at(100), cached: true }],
      }),
      log,
    );
    followBuildKit(
      trace({
        vertexes: [
          { d: 'b', name: '[2/2] RUN', started: at(100) },
          { d: 'c', name: '[other] RUN', started: at(100) },
        ],
        logs: [{ vertex: 'b', stream: 1, msg: Buffer.from('boom\n') }],
      }),
      log,
    );
    followBuildKit(
      trace({
        vertexes: [
          { d: 'c', name: '[other] RUN', started: at(100), completed: at(101), error: 'context canceled' },
          {
            d: 'b',
            name: '[2/2] RUN',
            started: at(100),
            completed: at(101, 500_000_000),
            error: 'exit code: 1',
          },
        ],
      }),
      log,
    );
    expect(events).toEqual([
      { kind: 'step', id: 'a', name: '[1/2] COPY', status: 'started' },
      { kind: 'step', id: 'a', name: '[1/2] COPY', status: 'cached', milliseconds: 0 },
      { kind: 'step', id: 'b', name: '[2/2] RUN', status: 'started' },
      { kind: 'step', id: 'c', name: '[other] RUN', status: 'started' },
      { kind: 'output', id: 'b', line: 'boom' },
      { kind: 'step', id: 'c', name: '[other] RUN', status: 'done', milliseconds: 1000 },
      { kind: 'step', id: 'b', name: '[2/2] RUN', status: 'failed', milliseconds: 1500 },
    ]);
    expect(log.failedStep()).toEqual({ name: '[2/2] RUN', output: ['boom'] });
  });

  test('other lines are none of its business', () => {
    const { log, events } = newLog();
    followBuildKit({ id: 'moby.image.id', aux: { ID: 'sha256:x' } }, log);
    followBuildKit({ stream: 'Successfully tagged x' }, log);
    expect(events).toEqual([]);
  });
});

describe('the classic builder', () => {
  test('its text becomes steps with the time that passed', () => {
    const { log, events } = newLog();
    let now = 0;
    const progress = new ClassicProgress(log, () => now);
    const say = (stream: string, later = 0) => {
      now += later;
      progress.take({ stream });
    };
    say('Step 1/2 : FROM base');
    say('\n');
    progress.take({ status: 'Pulling from library/base', id: 'latest' });
    progress.take({ status: 'Downloading', id: 'abc', progressDetail: { current: 1, total: 5 } });
    say('\u001b[91mwarning\n\u001b[0m');
    say(' ---> 0123456789ab\n', 250);
    say('Step 2/2 : RUN echo hi');
    say('\n');
    say(' ---> Using cache\n');
    say(' ---> 0123456789ab\n', 10);
    say('Successfully built 0123456789ab\n');
    progress.end();
    expect(events).toEqual([
      { kind: 'step', id: '1', name: '[1/2] FROM base', status: 'started' },
      { kind: 'output', id: '1', line: 'latest: Pulling from library/base' },
      { kind: 'output', id: '1', line: 'warning' },
      { kind: 'step', id: '1', name: '[1/2] FROM base', status: 'done', milliseconds: 250 },
      { kind: 'step', id: '2', name: '[2/2] RUN echo hi', status: 'started' },
      { kind: 'step', id: '2', name: '[2/2] RUN echo hi', status: 'cached', milliseconds: 10 },
    ]);
  });
});
