/** Where the region's own functions write their logs to. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LogLine } from '../../../src/ports/function-host.js';
import { openEventFiles } from '../../../src/region/logs/event-files.js';
import { type ArrivedEvent, createLogEvents } from '../../../src/region/logs/log-events.js';
import { logGroupTable } from '../../../src/region/logs/log-group.js';
import { createLogSink } from '../../../src/region/logs/log-sink.js';
import { removeLogStream, streamsOf } from '../../../src/region/logs/log-stream.js';
import type { LogsDeps } from '../../../src/region/logs/logs-deps.js';
import { openStore, type Store } from '../../../src/region/store.js';

let folder: string;
let store: Store;
let deps: LogsDeps;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lading-sink-'));
  store = openStore(folder);
  const settings = {
    account: '000000000000',
    region: 'us-east-1',
    host: '127.0.0.1:1',
    activationDelay: 0,
    deletionDelay: 0,
    latency: 0,
    rolePropagation: 0,
  };
  const clock = () => 1000;
  deps = { store, settings, clock, events: createLogEvents(openEventFiles(join(folder, 'logs')), clock) };
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const line = (logStream: string, text: string, at = 900): LogLine => ({
  at,
  logStream,
  source: 'function',
  text,
});
const kept = (group: string): Record<string, string[]> =>
  Object.fromEntries(
    streamsOf(store, group).map(({ name, number }) => {
      const { files } = deps.events;
      return [name, files.read(number, files.entries(number))];
    }),
  );

it('makes group and streams that are missing, and keeps the end of each line', () => {
  const write = createLogSink(deps);
  write('/aws/lambda/a', [line('s1', 'one'), line('s2', 'two'), line('s1', '', 901)]);
  expect(logGroupTable(store).get('/aws/lambda/a')).toEqual({
    name: '/aws/lambda/a',
    kind: 'STANDARD',
    createdAt: 1000,
    tags: {},
  });
  expect(kept('/aws/lambda/a')).toEqual({ s1: ['one\n', '\n'], s2: ['two\n'] });
});

it('goes on after group or stream were deleted', () => {
  const write = createLogSink(deps);
  write('g', [line('s', 'old')]);
  for (const stream of streamsOf(store, 'g')) removeLogStream(deps, stream);
  logGroupTable(store).delete('g');
  write('g', [line('s', 'new')]);
  expect(kept('g')).toEqual({ s: ['new\n'] });
});

it('tells those who listen, until they leave', () => {
  const heard: ArrivedEvent[] = [];
  const leave = deps.events.listen((arrived) => heard.push(...arrived));
  const write = createLogSink(deps);
  write('g', [line('s', 'one')]);
  leave();
  write('g', [line('s', 'two')]);
  expect(heard).toMatchObject([
    { message: 'one\n', timestamp: 900, ingestedAt: 1000, stream: { group: 'g', name: 's' } },
  ]);
});
