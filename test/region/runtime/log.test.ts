import { describe, expect, test } from 'vitest';
import { parseReport } from '../../../src/domain/invocation/parse-report.js';
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

describe('the JSON format', () => {
  const settings = { jsonLogs: { applicationLevel: 'WARN', systemLevel: 'INFO' } };
  const text = ['{"level":"info","message":"quiet"}', '{"level":"error","message":"loud"}', 'plain'];

  test('has records for START and REPORT, and what the function writes from its level on', async () => {
    const { invoke, texts } = hosted({ settings });
    const { tail } = await invoke({ do: 'print', text: text.join('\n') }, { requestId: 'r-1' });
    const [start, ...rest] = texts();
    const report = rest.pop() ?? '';
    expect(JSON.parse(start ?? '')).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      type: 'platform.start',
      record: {
        requestId: 'r-1',
        functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:hello',
        version: '$LATEST',
      },
    });
    expect(rest).toEqual(text.slice(1));
    expect(parseReport(report)).toMatchObject({ requestId: 'r-1', initDuration: expect.any(Number) });
    expect(tail).toBe(`${texts().join('\n')}\n`);
  });

  test('tells the runtime of it', async () => {
    const variables = async (more: object) =>
      JSON.parse(
        Buffer.from((await hosted(more).invoke({ do: 'environment' })).payload).toString(),
      ) as object;
    expect(await variables({ settings })).toMatchObject({
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      AWS_LAMBDA_LOG_LEVEL: 'WARN',
    });
    expect(await variables({})).not.toHaveProperty('AWS_LAMBDA_LOG_FORMAT');
  });

  test('shows all of the life at DEBUG, and only what went wrong at WARN', async () => {
    const types = async (systemLevel: string, event: object): Promise<string[]> => {
      const { invoke, lines } = hosted({ settings: { jsonLogs: { applicationLevel: 'INFO', systemLevel } } });
      await invoke(event);
      return lines
        .map(({ text: line }) => line)
        .filter((line) => line.startsWith('{'))
        .map((line) => (JSON.parse(line) as { type: string }).type.replace('platform.', ''));
    };
    expect(await types('DEBUG', { do: 'echo' })).toEqual([
      'initStart',
      'initRuntimeDone',
      'initReport',
      'start',
      'runtimeDone',
      'report',
    ]);
    expect(await types('WARN', { do: 'echo' })).toEqual([]);
    expect(await types('WARN', { do: 'exit', code: 1 })).toEqual(['runtimeDone', 'report']);
  });
});

test('both streams are logged', async () => {
  const { invoke, texts } = hosted();
  await invoke({ do: 'print', stream: 'stderr', text: 'careful\n' });
  expect(texts()).toContain('careful');
});
