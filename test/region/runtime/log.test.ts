import { expect, test } from 'vitest';
import { type ProcessImage, scriptedRuntime } from '../../servers/process-sandboxes.js';
import { hosted } from './hosted.js';

test('what a function writes comes between START and END, line by line', async () => {
  const { invoke, lines } = hosted();
  const { tail } = await invoke({ do: 'print', text: 'one\ntwo\r\nthree' }, { requestId: 'r-1' });
  expect(lines.map(({ source, text }) => [source, text])).toEqual([
    ['platform', 'START RequestId: r-1 Version: $LATEST'],
    ['function', 'one'],
    ['function', 'two'],
    ['function', 'three'],
    ['platform', 'END RequestId: r-1'],
    ['platform', expect.stringMatching(/^REPORT RequestId: r-1\t.*\tInit Duration: [\d.]+ ms\t$/)],
  ]);
  expect(new Set(lines.map(({ requestId }) => requestId))).toEqual(new Set(['r-1']));
  expect(tail).toBe(`${lines.map(({ text }) => text).join('\n')}\n`);
});

test('one stream a sandbox, named by day, version and an id; the function knows its name', async () => {
  const { invoke, lines } = hosted({ settings: { version: '7' } });
  const outcome = await invoke({ do: 'environment' });
  const stream = lines[0]?.logStream ?? '';
  expect(stream).toMatch(/^\d{4}\/\d\d\/\d\d\/\[7\][0-9a-f]{32}$/);
  const variables = JSON.parse(Buffer.from(outcome.payload).toString()) as Record<string, string>;
  expect(variables.AWS_LAMBDA_LOG_STREAM_NAME).toBe(stream);
});

test('the tail is the last 4 KB, and starts with a whole character', async () => {
  const { invoke } = hosted();
  const { tail } = await invoke({ do: 'print', text: `${'é'.repeat(3000)}\nend\n` });
  const bytes = Buffer.byteLength(tail);
  expect(bytes).toBeLessThanOrEqual(4096);
  expect(bytes).toBeGreaterThan(4090);
  expect(tail.startsWith('é')).toBe(true);
  expect(tail.endsWith('ms\t\n')).toBe(true);
});

test('the tail of a cold start begins with what init wrote, and the next one does not', async () => {
  const image: ProcessImage = { ...scriptedRuntime, environment: ['STARTUP={"print":"loading\\n"}'] };
  const { invoke } = hosted({ image });
  expect((await invoke({ do: 'echo' })).tail).toMatch(/^loading\nSTART /);
  expect((await invoke({ do: 'echo' })).tail).toMatch(/^START /);
});

test('what is written after the answer, before asking for more, still belongs to the event', async () => {
  const { invoke, texts } = hosted();
  await invoke({ do: 'echo', after: 'afterthought\n' });
  expect(texts().indexOf('afterthought')).toBe(1);
});

test('both streams are logged', async () => {
  const { invoke, texts } = hosted();
  await invoke({ do: 'print', stream: 'stderr', text: 'careful\n' });
  expect(texts()).toContain('careful');
});
