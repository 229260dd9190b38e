/** What a smoke test says of a version that fails, or answers otherwise than expected. */
import { expect, it } from 'vitest';
import type { FunctionName } from '../../src/domain/function-spec.js';
import type { Invocation, InvocationRequest } from '../../src/ports/function-invoker.js';
import { createEffectLog } from '../../src/services/effect-log.js';
import { smokeVersion } from '../../src/services/shift/smoke-version.js';
import { configurationWith } from '../domain/functions.js';
import { failureOf } from './failure-of.js';

const version = {
  name: 'hello' as FunctionName,
  version: '4',
  configuration: configurationWith({ timeout: 30 }),
};
const smoke = { event: 'event.json', payload: '{"ping":true}', expect: { ok: true } };

function answering(answer: Partial<Invocation> & { readonly text: string }) {
  const requests: InvocationRequest[] = [];
  const invoke = async (request: InvocationRequest): Promise<Invocation> => {
    requests.push(request);
    return { statusCode: 200, ...answer, payload: Buffer.from(answer.text) };
  };
  const effects = createEffectLog();
  return { requests, deps: { invoker: { invoke, stream: invoke }, effects }, effects };
}

it('invokes the version by its number, with time for its start, and notes that it went well', async () => {
  const { requests, deps, effects } = answering({ text: '{"ok":true,"more":1}' });
  await smokeVersion(version, smoke, deps);
  expect(requests).toEqual([
    {
      name: 'hello',
      qualifier: '4',
      payload: '{"ping":true}',
      type: 'RequestResponse',
      tail: true,
      patience: 50_000,
    },
  ]);
  expect(effects.all()).toEqual(['tried version 4 of hello with event.json: well']);
});

it('says what was expected, and how to look', async () => {
  const { deps, effects } = answering({ text: '{"ok":false}' });
  const error = await failureOf(smokeVersion(version, smoke, deps));
  expect(error.code).toBe('SMOKE_FAILED');
  expect(error.message).toContain('$.ok is false, expected true');
  expect(error.suggestions).toEqual([
    'See what it answers: lading invoke hello --qualifier 4 --event event.json',
  ]);
  expect(effects.all()).toEqual([]);
});

it('explains a failure of the function as invoke does', async () => {
  const text = JSON.stringify({
    errorType: 'Runtime.ExitError',
    errorMessage: 'Runtime exited with error: exit status 1',
  });
  const logTail = "Error: EROFS: read-only file system, mkdir '/home/sbx_user1051'\n";
  const { deps } = answering({ text, functionError: 'Unhandled', logTail });
  const error = await failureOf(smokeVersion(version, smoke, deps));
  expect(error.message).toContain('the function failed (Unhandled): {"errorType":"Runtime.ExitError"');
  expect(error.message).toContain('Only /tmp can be written on Lambda');
  expect(error.suggestions[0]).toBe('Add to the Dockerfile: ENV HOME=/tmp');
  expect(error.details.diagnosis).toBe('C22');
});
