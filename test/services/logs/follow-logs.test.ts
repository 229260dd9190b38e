/** Following shows each event once, whatever happens in between: late events, ends of sessions, samples, refusals. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../../src/errors/app-error.js';
import type { LogReader, LogTailUpdate } from '../../../src/ports/log-reader.js';
import { type LogsRegion, startLogs } from '../../region/logs/start-logs.js';
import { type FollowedOptions, follow } from './followed-log.js';

let region: LogsRegion;
beforeAll(async () => {
  region = await startLogs({ clock: Date.now });
});
afterAll(() => region.close());

const stream = '2026/11/23/[$LATEST]ab';
let groups = 0;
/** A group of its own with a stream. */
async function newGroup(): Promise<string> {
  groups += 1;
  const group = `group-${groups}`;
  await region.group(group);
  await region.stream(group, stream);
  return group;
}
const put = (group: string, ...events: (readonly [message: string, ago: number])[]) =>
  region.put(
    group,
    stream,
    events.map(([message, ago]) => ({ timestamp: Date.now() - ago, message })),
  );
const started = (logGroup: string, more: Partial<FollowedOptions> = {}) =>
  follow({ url: region.url, logGroup, liveTail: true, ...more });

describe.each([
  ['a live tail', { liveTail: true }],
  ['polling', { liveTail: false, hurry: 20 }],
])('by %s', (_way, how) => {
  it('shows what is there, what comes, and what comes late, each once', async () => {
    const group = await newGroup();
    await put(group, ['old', 60_000], ['newer', 1000]);
    const log = started(group, how);
    await log.until(2);
    await put(group, ['new', 0]);
    await log.until(3);
    await put(group, ['late', 20_000]);
    await put(group, ['equal', 0]);
    await put(group, ['equal', 0]);
    await log.until(6);
    expect(await log.stop()).toBe('INTERRUPTED');
    expect(log.shown).toEqual(['old', 'newer', 'new', 'late', 'equal', 'equal']);
    expect(log.notes).toEqual([]);
  });

  it('shows all of many, in order', async () => {
    const group = await newGroup();
    const log = started(group, how);
    const wanted: string[] = [];
    for (let round = 0; round < 20; round += 1) {
      const events = Array.from({ length: 10 }, (_, index) => [`${round}-${index}`, 0] as const);
      wanted.push(...events.map(([message]) => message));
      await put(group, ...events);
    }
    await log.until(wanted.length);
    await log.stop();
    expect(log.shown).toEqual(wanted);
  });

  it('waits for a group that is not there yet, and says so once', async () => {
    groups += 1;
    const group = `group-${groups}`;
    const log = started(group, { ...how, hurry: 20 });
    await log.noted('There is no log group');
    await region.group(group);
    await region.stream(group, stream);
    await put(group, ['first', 0]);
    await log.until(1);
    await log.stop();
    expect(log.shown).toEqual(['first']);
    expect(log.notes.filter((note) => note.includes('no log group'))).toEqual([
      `There is no log group ${group}: hello has not run yet, or its role may not write logs. Waiting for it.`,
    ]);
  });

  it('ends when nobody reads any more', async () => {
    const group = await newGroup();
    const log = started(group, { ...how, readers: 2 });
    await put(group, ['one', 1], ['two', 0]);
    expect(await log.ended).toBe('done');
  });

  it('asks again when the service does not answer for a while', async () => {
    const group = await newGroup();
    let failures = 0;
    const around = (logs: LogReader): LogReader => ({
      ...logs,
      async read(...asked) {
        if (failures === 2) return logs.read(...asked);
        failures += 1;
        throw new AppError({ code: 'THROTTLED', message: 'Reading: Rate exceeded.' });
      },
    });
    const log = started(group, { liveTail: how.liveTail, around, hurry: 20 });
    await put(group, ['one', 0]);
    await log.until(1);
    await log.stop();
    expect(log.notes.filter((note) => !note.includes('15 s')).slice(0, 2)).toEqual([
      'Reading: Rate exceeded. Trying again for 5 minutes.',
      'CloudWatch Logs answers again.',
    ]);
  });
});

it('tells that there is no answer, before that is an error', async () => {
  const group = await newGroup();
  let answer = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const around = (logs: LogReader): LogReader => ({
    ...logs,
    read: (...asked) => held.then(() => logs.read(...asked)),
  });
  const log = started(group, { liveTail: false, around, hurry: 100 });
  await log.noted('has not answered');
  answer();
  await put(group, ['one', 0]);
  await log.until(1);
  await log.stop();
  expect(log.notes.slice(0, 2)).toEqual([
    'CloudWatch Logs has not answered for 15 s. Waiting for it.',
    'CloudWatch Logs answers again.',
  ]);
});

describe('where a live tail does not do', () => {
  it.each([
    ['AccessDeniedException', 'not authorized to perform: logs:StartLiveTail'],
    ['LimitExceededException', 'too many sessions'],
    ['UnknownOperationException', 'what?'],
  ])('%s makes it poll, and is told', async (code, message) => {
    const group = await newGroup();
    region.faults.add({ operation: 'StartLiveTail', error: { code, message, status: 400 } });
    const log = started(group);
    await log.noted(message);
    await put(group, ['one', 0]);
    await log.until(1);
    await log.stop();
    expect(log.shown).toEqual(['one']);
    expect(log.notes).toHaveLength(1);
    expect(log.notes[0]).toMatch(
      /^Live tail is not to be had\. .*Asking for new events every second instead\.$/s,
    );
  });

  it.each<[string, LogReader['tail'], string]>([
    ['does not begin', () => new Promise(() => undefined), 'Live tail did not begin within 15 s.'],
    [
      'says nothing',
      async () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }) }),
      'Live tails of CloudWatch Logs end as soon as they begin, or say nothing.',
    ],
  ])('one that %s makes it poll', async (_what, tail, why) => {
    const group = await newGroup();
    const log = started(group, { around: (logs) => ({ ...logs, tail }), hurry: 100 });
    await put(group, ['one', 0]);
    await log.noted(why);
    await put(group, ['two', 0]);
    await log.until(2);
    expect(await log.stop()).toBe('INTERRUPTED');
    expect(log.shown).toEqual(['one', 'two']);
  });

  it('loses none of what a session leaves out', async () => {
    const group = await newGroup();
    const log = started(group);
    await put(group, ['first', 0]);
    await log.tailed(1);
    const many = Array.from({ length: 1500 }, (_, index) => [`event ${index}`, 0] as const);
    await put(group, ...many);
    await log.until(1501);
    await log.stop();
    expect(new Set(log.shown).size).toBe(1501);
    expect(log.shown).toHaveLength(1501);
    expect(log.notes).toEqual([
      `So much is logged to ${group} that a live tail leaves events out. Asking for new events every second instead.`,
    ]);
  });
});

describe('sessions that end', () => {
  /** Real sessions, each cut after its first update that holds events. */
  const cutting = (logs: LogReader): LogReader => ({
    ...logs,
    async tail(query) {
      const session = await logs.tail(query);
      return session && cut(session);
    },
  });
  async function* cut(session: AsyncIterable<LogTailUpdate>): AsyncGenerator<LogTailUpdate> {
    for await (const update of session) {
      yield update;
      if (update.events.length > 0) return;
    }
  }

  it('are followed by others without a gap, and by polling when they end at once', async () => {
    const group = await newGroup();
    const log = started(group, { around: cutting });
    const shown: string[] = [];
    for (let session = 1; session <= 3; session += 1) {
      await log.tailed(session);
      await put(group, [`${session} to the session`, 0]);
      await put(group, [`${session} meanwhile`, 0]);
      shown.push(`${session} to the session`, `${session} meanwhile`);
      await log.until(shown.length);
    }
    await log.noted('Live tails of CloudWatch Logs end as soon as they begin, or say nothing.');
    await put(group, ['by polling', 0]);
    await log.until(7);
    await log.stop();
    expect(log.shown).toEqual([...shown, 'by polling']);
  });
});
