/** What is put together around an answer: the configuration of the version that ran, report, estimate and warnings. */
import { expect, it } from 'vitest';
import type { FunctionName } from '../../src/domain/function-spec.js';
import type { ObservedFunction } from '../../src/domain/function-state.js';
import { AppError } from '../../src/errors/app-error.js';
import { registerSecret } from '../../src/errors/redact.js';
import type { Invocation } from '../../src/ports/function-invoker.js';
import { invokeFunction } from '../../src/services/invoke-function.js';
import { configurationWith, observedWith } from '../domain/functions.js';

const report =
  'REPORT RequestId: r\tDuration: 950 ms\tBilled Duration: 1000 ms\tMemory Size: 1024 MB\tMax Memory Used: 64 MB\t\n';
const request = {
  name: 'hello' as FunctionName,
  qualifier: 'live',
  payload: '{}',
  type: 'RequestResponse',
  tail: true,
  waitTimeout: 1_000,
} as const;

function world(answer: Partial<Invocation>, read: (qualifier?: string) => ObservedFunction | AppError) {
  const asked: (string | undefined)[] = [];
  const invoke = async (): Promise<Invocation> => ({
    statusCode: 200,
    payload: Buffer.from('{"ok":true}'),
    logTail: report,
    executedVersion: '3',
    ...answer,
  });
  const get = async (_name: FunctionName, qualifier?: string) => {
    asked.push(qualifier);
    const found = read(qualifier);
    if (found instanceof AppError) throw found;
    return found;
  };
  const clock = { now: () => 0, sleep: async () => undefined };
  return { asked, deps: { invoker: { invoke, stream: invoke }, functions: { get }, clock } };
}

const version = (number: string, changes: Partial<ObservedFunction> = {}): ObservedFunction =>
  observedWith({
    version: number,
    arn: 'arn:aws:lambda:eu-west-1:123456789012:function:hello:live',
    architecture: 'x86_64',
    configuration: configurationWith({ timeout: 1 }),
    ...changes,
  });
const never = new AbortController().signal;

it('reads the configuration beside, once, and works out cost and warnings', async () => {
  const { asked, deps } = world({}, () => version('3'));
  const { result, error } = await invokeFunction(request, deps, never);
  expect(asked).toEqual(['live']);
  expect(error).toBeUndefined();
  expect(result).toMatchObject({ payload: { ok: true }, report: { billedDuration: 1000 } });
  // 1 s × 1 GB × 0.0000166667 × 1,000,000 + 0.20
  expect(result.cost).toMatchObject({ million: 16.8667, region: 'eu-west-1', architecture: 'x86_64' });
  expect(result.warnings).toEqual([expect.stringContaining('of the 1 s that its timeout leaves (95%)')]);
});

it('asks again for the version that ran, where an alias splits its traffic', async () => {
  const { asked, deps } = world({ executedVersion: '4' }, (qualifier) =>
    version(qualifier === '4' ? '4' : '3', { architecture: qualifier === '4' ? 'arm64' : 'x86_64' }),
  );
  const { result } = await invokeFunction(request, deps, never);
  expect(asked).toEqual(['live', '4']);
  expect(result.cost?.architecture).toBe('arm64');
});

it('does without the configuration where it may not be read', async () => {
  const { deps } = world({}, () => new AppError({ code: 'ACCESS_DENIED', message: 'no' }));
  const { result } = await invokeFunction(request, deps, never);
  expect(result).toMatchObject({ cost: null, warnings: [], report: { billedDuration: 1000 } });
});

it('asks for nothing where there will be no report', async () => {
  const { asked, deps } = world({ logTail: '' }, () => version('3'));
  const { result } = await invokeFunction({ ...request, tail: false }, deps, never);
  expect(asked).toEqual([]);
  expect(result).toMatchObject({ report: null, cost: null });
});

it('masks what lading knows to be secret in the log, and leaves the answer alone', async () => {
  registerSecret('hunter2-in-the-log');
  const text = 'hunter2-in-the-log';
  const { deps } = world({ logTail: `key is ${text}\n`, payload: Buffer.from(`"${text}"`) }, () =>
    version('3'),
  );
  const { result } = await invokeFunction(request, deps, never);
  expect(result.logTail).toBe('key is [redacted]\n');
  expect(result.payload).toBe(text);
});

it('says whether the function is missing, or only the version that was asked for', async () => {
  const missing = new AppError({ code: 'FUNCTION_NOT_FOUND', message: 'Function not found: …' });
  const explained = async (qualifier: string, there: boolean | AppError) => {
    const { deps } = world({}, () => (there === true ? version('3') : there || (undefined as never)));
    const invoke = () => Promise.reject(missing);
    const refused = { ...deps, invoker: { invoke, stream: invoke } };
    return invokeFunction({ ...request, qualifier, tail: false }, refused, never).catch(String);
  };
  expect(await explained('beta', true)).toMatch(/Function hello has no alias beta\./);
  expect(await explained('9', true)).toMatch(/Function hello has no version 9\./);
  for (const there of [false, new AppError({ code: 'ACCESS_DENIED', message: 'no' })])
    expect(await explained('beta', there)).toContain('Function not found: …');
  expect(await explained('$LATEST', true)).toContain('Function not found: …');
});
