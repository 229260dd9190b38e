import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createClock } from '../../../src/adapters/node/clock.js';
import { type Digest, digestOf } from '../../../src/domain/digest.js';
import { AppError } from '../../../src/errors/app-error.js';
import type { HostedFunction } from '../../../src/ports/function-host.js';
import { createChanges } from '../../../src/services/run/changes.js';
import { keepCurrent, type WatchNews } from '../../../src/services/run/keep-current.js';
import { createServingHost } from '../../../src/services/run/serving-host.js';
import { answer, hosted, hostedDefaults, until } from '../../region/runtime/hosted.js';

type Build = () => Promise<HostedFunction>;

/** A function that serves, changes that the test makes, and builds that it decides. */
function follow(build: Build, options: { exclusive?: boolean; environment?: Record<string, string> } = {}) {
  const stop = new AbortController();
  const first = hosted({ settings: { environment: { FROM: 'first' } } });
  const second = hosted({ settings: { environment: { FROM: 'second', ...options.environment } } });
  const serving = createServingHost(first.host);
  const news: WatchNews[] = [];
  const discarded: Digest[] = [];
  let newest: Digest | undefined;
  const changes = createChanges(20, createClock(), stop.signal);
  const ended = keepCurrent(
    image('first'),
    {
      changes,
      build: async () => {
        const built = await build();
        newest = built.imageId;
        return built;
      },
      host: () => second.host,
      serving,
      exclusive: options.exclusive ?? false,
      tell: (item) => news.push(item),
      // As an engine does with the newest one, which has the name.
      discard: async (imageId) => imageId !== newest && discarded.push(imageId) > 0,
    },
    stop.signal,
  );
  onTestFinished(() => stop.abort());
  const payload = Buffer.from('{"do":"environment"}');
  return {
    change: changes.add,
    kinds: () => news.map(({ kind }) => kind),
    news,
    discarded,
    from: async () => answer(await serving.invoke({ payload }, stop.signal)).FROM,
    async stop() {
      stop.abort();
      await ended;
    },
  };
}

function image(content: string): HostedFunction {
  return { ...hostedDefaults, imageId: digestOf(content) as Digest };
}

test('several changes make one build, and the new one serves once it is ready', async () => {
  const running = follow(async () => image('second'));
  expect(await running.from()).toBe('first');
  for (const path of ['a', 'b', 'a']) running.change(path);
  await until(() => running.news.length === 2);
  expect(running.news).toMatchObject([{ kind: 'changed', paths: ['a', 'b'] }, { kind: 'swapped' }]);
  await until(() => running.kinds().length === 2);
  expect(await running.from()).toBe('second');
  await running.stop();
});

test('what changes during a build is built after it', async () => {
  const builds: (() => void)[] = [];
  const running = follow(async () => {
    await new Promise<void>((resolve) => builds.push(resolve));
    return image('first');
  });
  running.change('a');
  await until(() => builds.length === 1);
  running.change('b');
  // Longer than what counts as quiet: it must not have begun another one meanwhile.
  await sleep(60);
  expect(builds).toHaveLength(1);
  builds[0]?.();
  await until(() => builds.length === 2);
  builds[1]?.();
  await until(() => running.kinds().length === 4);
  expect(running.news).toMatchObject([
    { kind: 'changed', paths: ['a'] },
    { kind: 'same' },
    { kind: 'changed', paths: ['b'] },
    { kind: 'same' },
  ]);
});

test('a build that fails leaves the former one serving', async () => {
  const running = follow(() =>
    Promise.reject(new AppError({ code: 'BUILD_FAILED', message: 'no such file' })),
  );
  running.change('Dockerfile');
  await until(() => running.kinds().includes('not-built'));
  expect(running.news[1]).toMatchObject({ error: { code: 'BUILD_FAILED' } });
  expect(await running.from()).toBe('first');
});

test('one that does not start leaves the former one serving', async () => {
  const running = follow(async () => image('second'), {
    environment: { STARTUP: '{"error":"Setup.Missing"}' },
  });
  running.change('app.mjs');
  await until(() => running.kinds().includes('not-ready'));
  expect(running.news[1]).toMatchObject({ trouble: { message: expect.stringContaining('Setup.Missing') } });
  expect(await running.from()).toBe('first');
});

test('images that it built and that serve no more are discarded, and no other ones', async () => {
  const builds = ['second', 'third', 'first'];
  const running = follow(async () => image(builds.shift() ?? ''), {
    environment: { STARTUP: '{"error":"Setup.Missing"}' },
  });
  for (const count of [2, 4, 6]) {
    running.change('app.mjs');
    await until(() => running.kinds().length === count);
  }
  await running.stop();
  expect(running.discarded).toEqual([digestOf('second'), digestOf('third')]);
});

test('where only one can be there, the former one goes first', async () => {
  const running = follow(async () => image('second'), { exclusive: true });
  expect(await running.from()).toBe('first');
  running.change('app.mjs');
  await until(() => running.kinds().includes('swapped'));
  expect(await running.from()).toBe('second');
});
