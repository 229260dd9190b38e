import { expect, test } from 'vitest';
import { createServingHost } from '../../../src/services/run/serving-host.js';
import { answer, hosted, never, until } from '../../region/runtime/hosted.js';

const event = (body: object) => ({ payload: Buffer.from(JSON.stringify(body)) });

test('what the former host was given it answers, and is closed; the rest goes to the new one', async () => {
  const [former, next] = [hosted(), hosted()];
  const serving = createServingHost(former.host);
  // So that the start of neither is longer than the event.
  await Promise.all([former.host.warm(never), next.host.warm(never)]);
  const running = serving.invoke(event({ do: 'sleep', milliseconds: 500 }), never);
  await until(() => former.texts().some((text) => text.startsWith('START')));
  const replaced = serving.replace(next.host);
  const later = await serving.invoke(event({ do: 'echo', late: true }), never);
  expect(answer(later)).toMatchObject({ late: true });
  expect(former.sandboxes.present).toHaveLength(1);
  await replaced;
  expect(answer(await running)).toMatchObject({ slept: 500 });
  expect(former.sandboxes.present).toHaveLength(0);
  expect(next.sandboxes.present).toHaveLength(1);
});

test('an event that still waits for the former one to start is answered too', async () => {
  const former = hosted({ settings: { environment: { STARTUP: '{"sleep":150}' } } });
  const serving = createServingHost(former.host);
  const waiting = serving.invoke(event({ do: 'echo', early: true }), never);
  await serving.replace(hosted().host);
  expect(answer(await waiting)).toMatchObject({ early: true });
});
